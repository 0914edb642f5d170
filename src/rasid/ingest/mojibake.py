"""Arabic that was decoded in a wrong code page and stored so, put right: ظ‚طµظپ and Ù‚ØµÙ are قصف, ÞÕÝ too."""

from __future__ import annotations

import re

from rasid.ingest.encoding import ARABIC_ENOUGH, arabic_score

_CONTINUATION = range(0x80, 0xC0)
_ARABIC = re.compile("[\u0621-\u064a]")
_WINDOWS_ARABIC = {bytes([byte]).decode("cp1256"): byte for byte in range(0x80, 0x100)}
# cp1252 has five holes, which browsers and databases fill with the control of the same number (ف is one of them).
_WINDOWS_LATIN = {chr(byte): byte for byte in range(0x80, 0x100)} | {
    bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0x100) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


def _pattern(leads: bytes, table: dict[str, int]) -> re.Pattern[str]:
    """Three and more pairs of a lead byte of Arabic in UTF-8 and a continuation byte, as the code page shows them."""
    lead = "".join(char for char, byte in table.items() if byte in leads)
    follow = "".join(char for char, byte in table.items() if byte in _CONTINUATION)
    return re.compile(f"(?:[{re.escape(lead)}][{re.escape(follow)}]){{3,}}")


# D8 to DB are the lead bytes of the Arabic block, U+0600 to U+06FF.
_KINDS = tuple(
    (name, table, _pattern(b"\xd8\xd9\xda\xdb", table), re.compile("[" + "".join(map(re.escape, table)) + "]+"))
    for name, table in (("cp1256", _WINDOWS_ARABIC), ("cp1252", _WINDOWS_LATIN))
)
_LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u00ff]")
_HIGH_LATIN = re.compile("[\u00c0-\u00ff]")
_LATIN_RUN = re.compile("[" + "".join(map(re.escape, _WINDOWS_LATIN)) + "]+")


def repaired(text: str) -> tuple[str, str | None]:
    """(the text put right, the code page in which it had been read), or (the text as it is, None). Arabic that is sound
    is never changed: the pairs looked for do not stand in it."""
    done: list[str] = []
    for _ in range(2):  # some text went through it twice
        for name, table, pairs, run in _KINDS:
            if pairs.search(text):
                better = run.sub(lambda match, table=table: _from_utf8(match.group(), table), text)  # type: ignore[misc]
                if better != text:
                    text, done = better, [*done, name]
                    break
        else:
            break
    if not done and len(high := _HIGH_LATIN.findall(text[:20_000])) > 8 and not _ARABIC.search(text):
        if len(high) > 0.6 * len(_LATIN_LETTER.findall(text[:20_000])):
            better = _LATIN_RUN.sub(
                lambda match: bytes(_WINDOWS_LATIN[char] for char in match.group()).decode("cp1256"), text
            )
            if arabic_score(better) > ARABIC_ENOUGH:
                return better, "cp1252"
    return text, " and ".join(done) or None


def _from_utf8(run: str, table: dict[str, int]) -> str:
    data = bytes(table[char] for char in run)
    try:
        better = data.decode("utf-8")
    except UnicodeDecodeError:
        better = data.decode("utf-8", "replace")
        if better.count("\ufffd") * 4 > len(better):
            return run
    return better if _ARABIC.search(better) or "\u00a0" <= better[:1] < "\u2100" else run
