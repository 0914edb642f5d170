"""Bytes to text: by byte order mark, by what is declared, by what the letters look like."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from rasid.ingest.item_error import ItemError

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_ARABIC = re.compile("[\u0621-\u064a]")
# UTF-8 read as Windows Arabic or Latin: ط and ظ, or Ø and Ù, before nearly every letter.
_MOJIBAKE = re.compile(
    "(?:[طظ][\u0080-\u00ff\u0621-\u0652\u0679-\u06d2\u200c-\u203a\u20ac\u2122]|[ØÙ][\u0080-\u00ff\u0152-\u0192\u02c6-\u2122]){4,}"
)
# Letters that begin half of all Arabic words, and ones that none begins: right for cp1256, wrong for other code pages.
_COMMON = re.compile(r"(?:^|\s)(?:ال|وال|في|من|على|إلى|أن|عن)")


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    note: str | None = None
    """What was done that a reader of the text should know: repaired mojibake, characters that could not be read."""


def decode(data: bytes, *, declared: str | None = None, forced: str | None = None) -> Decoded:
    """The text of ``data``. Raises ItemError where it is binary or in no encoding that makes sense of it."""
    if forced:
        try:
            return Decoded(data.decode(forced), forced)
        except UnicodeDecodeError as error:
            message = f"it is not {forced} ({error.reason}); leave the encoding out to have it found"
            raise ItemError(message, code="unknown-encoding") from None
    if wide := wide_encoding(data):
        return _counted(data.decode(wide, "replace"), wide)
    if _looks_binary(data):
        raise ItemError("it is binary, not text; give text, HTML, a feed, JSON lines, CSV or WARC", code="binary")
    try:
        return repaired(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        broken = error
    found = declared or _declared(data)
    best: Decoded | None = None
    for name in dict.fromkeys(filter(None, (found, "cp1256", "iso8859-6"))):
        if _is_utf8(name):
            continue
        try:
            text = data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if best is None or arabic_sense(text) > arabic_sense(best.text) + 0.001:
            best = Decoded(text, name)
    cut = _counted(data.decode("utf-8", "replace"), "utf-8")
    if best is not None and arabic_sense(best.text) > 0.02 and arabic_sense(best.text) >= arabic_sense(cut.text):
        if found and found.lower() == best.encoding.lower():
            return best
        said = f", though said to be {found}" if found else ""
        return Decoded(best.text, best.encoding, f"read as {best.encoding}{said}")
    if cut.text.count("\ufffd") * 50 <= len(cut.text):  # a few broken bytes in sound UTF-8
        return cut
    message = f"no encoding makes sense of it ({broken.reason} at byte {broken.start}); name it with --encoding"
    raise ItemError(message, code="unknown-encoding")


def _counted(text: str, encoding: str) -> Decoded:
    lost = text.count("\ufffd")
    return Decoded(text.removeprefix("\ufeff"), encoding, f"{lost:,} characters could not be read" if lost else None)


def wide_encoding(data: bytes) -> str | None:
    """The encoding of text in UTF-16 or UTF-32: by its byte order mark, or by the high bytes of Arabic and of ASCII (06
    and 00), which then stand at every second place."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    head = data[:2048]
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = head[first::2]
        arabic, ascii_, marks = (high.count(byte) for byte in (0x06, 0x00, 0x20))
        if arabic > 0.3 * len(high) and arabic + ascii_ + marks > 0.9 * len(high) and not head[1 - first :: 2].count(0):
            return name
    return None


def _is_utf8(name: str) -> bool:
    return name.lower().replace("-", "").replace("_", "") == "utf8"


def arabic_sense(text: str) -> float:
    """How much a text looks like Arabic prose: commonest word beginnings for each word, 0 for none."""
    sample = text[:20_000]
    words = len(sample.split()) or 1
    return len(_COMMON.findall(sample)) / words


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    return match.group(1).decode("ascii") if match else None


def _looks_binary(data: bytes) -> bool:
    head = data[:8192]
    if not head:
        return False
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"%PDF", b"PK\x03\x04", b"GIF8", b"\x7fELF", b"SQLite format 3")):
        return True
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head) - head.count(b"\x1b") - head.count(b"\x00")
    # Bidi and zero-width marks are not below 32; NULs are removed later unless they are everywhere.
    return controls * 20 > len(head) or head.count(b"\x00") * 4 > len(head)


def repaired(text: str) -> Decoded:
    """Arabic that was UTF-8, read as cp1256, cp1252 or Latin-1 and stored so, put right where that gives Arabic."""
    if not _MOJIBAKE.search(text[:20_000]):
        return Decoded(text, "utf-8")
    for name in ("cp1256", "cp1252"):
        try:
            better = _bytes(text, name).decode("utf-8")
        except UnicodeError:
            continue
        if _ARABIC.search(better) and arabic_sense(better) > arabic_sense(text):
            return Decoded(better, "utf-8", f"it had been read as {name} and stored so; put right")
    return Decoded(text, "utf-8", "it looks like Arabic stored in a wrong encoding, and could not be put right")


def _bytes(text: str, name: str) -> bytes:
    """The bytes of a text in a code page; the five bytes that cp1252 has no letters for go as browsers read them, as
    C1 controls, and what is Latin-1 alone goes too."""

    def of(char: str) -> bytes:
        try:
            return char.encode(name)
        except UnicodeEncodeError:
            return char.encode("latin-1")

    known = {char: of(char) for char in set(text)}
    return b"".join(map(known.__getitem__, text))
