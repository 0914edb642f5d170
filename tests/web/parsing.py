"""Pages read as a browser reads them: what text stands in which mark."""

from __future__ import annotations

from html.parser import HTMLParser


class Marked(HTMLParser):
    """The text of a fragment, and of each of its marks: parts with one number put together, hidden characters put back."""

    def __init__(self, fragment: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.marks: dict[int, str] = {}
        self.parts: dict[int, int] = {}
        self.spans: dict[int, str] = {}
        self.tags: list[str] = []
        self.seen: set[str] = set()
        self._open: list[int] = []
        self.feed(fragment)
        self.close()
        assert not self.tags, f"not closed: {self.tags}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "wbr":
            return
        self.tags.append(tag)
        self.seen.add(tag)
        if tag == "mark":
            number = int(found["data-n"] or "")
            self._open.append(number)
            self.marks.setdefault(number, "")
            self.spans[number] = found["data-span"] or ""
            self.parts[number] = self.parts.get(number, 0) + 1
            assert int(found["data-part"] or "") == self.parts[number]
            assert ("id" in found) == (self.parts[number] == 1)
        for code in (found.get("data-cps") or "").split():
            self._put(chr(int(code, 16)))

    def handle_endtag(self, tag: str) -> None:
        assert self.tags.pop() == tag
        if tag == "mark":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._put(data)

    def _put(self, text: str) -> None:
        self.text += text
        for number in self._open:
            self.marks[number] += text
