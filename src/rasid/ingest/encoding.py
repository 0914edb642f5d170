"""Bytes to text: by byte order mark, by what is declared, by what the letters look like."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from rasid.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_ARABIC = re.compile("[\u0621-\u064a]")
# UTF-8 read as Windows Arabic or Latin: ط and ظ, or Ø and Ù, before nearly every letter.
_MOJIBAKE = re.compile("(?:[طظ][\u0080-\u00ff\u0621-\u0652\u0679-\u06d2\u200c-\u203a\u20ac\u2122]|[ØÙ][\u0080-\u00ff\u0152-\u0192\u02c6-\u2122]){4,}")
# Letters that begin half of all Arabic words, and ones that none begins: right for cp1256, wrong for other code pages.
_COMMON = re.compile(r"(?:^|\s)(?:ال|وال|في|من|على|إلى|أن|عن)")


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    note: str | None = None
    """What was done that a reader of the text should know: repaired mojibake, characters that could not be read."""


def decode(data: bytes, *, declared: str | None = None, forced: str | None = None) -> Decoded:
    """The text of ``data``. Raises InputError where it is binary or in no encoding that makes sense of it."""
    if forced:
        try:
            return Decoded(data.decode(forced), forced)
        except (UnicodeDecodeError, LookupError) as error:
            raise InputError(f"it is not {forced}: {error}; leave the encoding out to have it found") from None
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return Decoded(data.decode(name), name)
            except UnicodeDecodeError:
                break
    if _looks_binary(data):
        raise InputError("it is binary, not text; give text, HTML, a feed, JSON lines, CSV or WARC")
    try:
        return _repaired(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        broken = error
    found = declared or _declared(data)
    best: Decoded | None = None
    for name in dict.fromkeys(filter(None, (found, "cp1256", "iso8859-6"))):
        if name.lower().replace("-", "").replace("_", "") == "utf8":
            continue
        try:
            text = data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if best is None or arabic_sense(text) > arabic_sense(best.text) + 0.001:
            best = Decoded(text, name)
    cut = data.decode("utf-8", "replace")
    lost = cut.count("\ufffd")
    if best is not None and arabic_sense(best.text) > 0.02 and arabic_sense(best.text) >= arabic_sense(cut):
        wrong = found is None or found.lower().replace("-", "") == "utf8"
        return Decoded(best.text, best.encoding, f"read as {best.encoding}" + (", though said to be UTF-8" if wrong and found else ""))
    if lost * 50 <= len(cut):  # a few broken bytes in sound UTF-8
        return Decoded(cut, "utf-8", f"{lost} characters could not be read")
    raise InputError(f"its encoding makes no sense of it ({broken.reason} at byte {broken.start}); name it with --encoding")


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


def _repaired(text: str) -> Decoded:
    """Arabic that was UTF-8, read as cp1256 or Latin-1 and stored so, put right where that gives Arabic."""
    if not _MOJIBAKE.search(text[:20_000]):
        return Decoded(text, "utf-8")
    for name in ("cp1256", "cp1252", "latin-1"):
        try:
            better = text.encode(name).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if _ARABIC.search(better) and arabic_sense(better) > arabic_sense(text):
            return Decoded(better, "utf-8", f"it had been read as {name} and stored so; put right")
    return Decoded(text, "utf-8", "it looks like Arabic stored in a wrong encoding, and could not be put right")
