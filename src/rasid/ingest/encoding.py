"""Bytes to text: by byte order mark, by what is declared, by what the letters look like."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass

from rasid.errors import InputError
from rasid.ingest.problems import Code, Note

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
# What may be declared and believed. Others that Python knows (punycode, utf-7, unicode_escape) no page is honestly in.
_UNICODE = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})
_LATIN = frozenset({"ascii", "cp1252", "cp1254", "iso8859-1", "iso8859-15"})
_BELIEVED = _UNICODE | _LATIN | {"cp1256", "iso8859-6", "mac-arabic", "cp720", "cp864"}
# Single-byte code pages that Arabic was written in on the web, the commonest first.
_GUESSED = ("cp1256", "iso8859-6")
# Arabic letters by how often news has them, the commonest first.
_BY_FREQUENCY = "اليمونرتبةعدسفهقكحأجشطصخىضذثزإغءئظآؤ"
_WEIGHTS = {letter: 1 - rank / len(_BY_FREQUENCY) for rank, letter in enumerate(_BY_FREQUENCY)}
_WEIGHTS |= dict.fromkeys("ًٌٍَُِّْ،؛؟ـ«»“”–—…\u00a0\u200f\u200e", 0.5)
_BEGINNINGS = re.compile(r"(?:^|\s)(?:ال|وال|في |من |على |إلى |أن |عن )")
_HIGH_RUNS = re.compile(rb"[\x80-\xff][\x80-\xff ]*")
_SAMPLE = 40_000
ARABIC_ENOUGH = 0.6
"""A score from which a reading is Arabic. Real prose has 0.8 and more, the same bytes in another code page under 0.5."""
_MAGIC = (
    (b"%PDF", "a PDF; save its text and read that"),
    (b"PK\x03\x04", "a zip archive or an office document; unpack it, or save its text"),
    (b"\xd0\xcf\x11\xe0", "an old office document; save its text and read that"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "sound, film or an image"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"\xfd7zXZ", "packed with xz; unpack it first"),
    (b"BZh", "packed with bzip2; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"\x1f\x8b", "gzip within gzip within gzip; unpack it first"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    notes: tuple[Note, ...] = ()


def decode(data: bytes, *, declared: str | None = None, forced: str | None = None) -> Decoded:
    """The text of ``data``, bytes that cannot be read as U+FFFD. Raises InputError where it is binary, or in no encoding that makes sense of it."""
    refuse_binary(data[:8192], forced=forced)
    found, notes = find(data, declared=declared, forced=forced)
    try:
        text = data.decode(found, "strict" if forced else "replace")
    except UnicodeDecodeError as error:
        raise InputError(
            f"it is not {forced}: {error.reason} at byte {error.start}; leave --encoding out to have it found",
            code=Code.UNKNOWN_ENCODING,
        ) from None
    return Decoded(text, found, notes)


def find(data: bytes, *, declared: str | None = None, forced: str | None = None) -> tuple[str, tuple[Note, ...]]:
    """The encoding of ``data``, or of the item that begins with it, and what is to be said of it. UTF-8 that is sound is
    UTF-8 whatever is declared: other code pages do not look like it by chance."""
    if forced:
        return forced, ()
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name, ()
    if wide := _utf16(data):
        return wide, ()
    if _is_utf8(data):
        return "utf-8", ()
    told = _believed(declared) or _believed(_declared(data))
    sample = b" ".join(_HIGH_RUNS.findall(data[: 20 * _SAMPLE]))[:_SAMPLE]
    wanted = dict.fromkeys(filter(None, (told, *_GUESSED)))
    scores = {name: arabic_score(sample.decode(name, "replace")) for name in wanted if name != "utf-8"}
    best = max(
        scores, key=lambda name: (scores[name] > ARABIC_ENOUGH, round(scores[name], 2), name == told), default="utf-8"
    )
    if arabic_score(sample.decode("utf-8", "replace")) >= max(ARABIC_ENOUGH, scores.get(best, 0)):
        return "utf-8", ()  # a few broken bytes
    if scores.get(best, 0) < ARABIC_ENOUGH:  # not Arabic; other languages are told so, noise is refused when it is read
        return (told if told in _LATIN else "utf-8"), ()
    if told == best:
        return best, ()
    said = f"it says that it is in {told}, which cannot be" if told else "it does not say what encoding it is in"
    return best, (Note(Code.ENCODING_GUESSED, f"{said}; read as {best}"),)


def as_utf8(stream: io.BufferedReader, encoding: str) -> io.BufferedReader:
    """The stream in UTF-8, so that it can be cut at line ends. Bytes that cannot be read become U+FFFD, but in what is
    UTF-8 already, which stays as it is."""
    if encoding == "utf-8":
        return stream
    return io.BufferedReader(_Recoded(stream, encoding))


class _Recoded(io.RawIOBase):
    def __init__(self, stream: io.BufferedReader, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._ready and not self._ended:
            data = self._stream.read1(1 << 16)
            self._ended = not data
            self._ready = self._decoder.decode(data, final=self._ended).encode("utf-8", "replace")
        part = self._ready[: len(buffer)]
        self._ready = self._ready[len(part) :]
        buffer[: len(part)] = part
        return len(part)


def arabic_score(text: str) -> float:
    """How much the characters beyond ASCII look like Arabic prose: 0 for none, about 0.8 and more for Arabic."""
    high = [char for char in text[:_SAMPLE] if char > "\x7f"]
    if not high:
        return 0.0
    letters = sum(_WEIGHTS.get(char, -1.0) for char in high) / len(high)
    return letters + min(0.2, len(_BEGINNINGS.findall(text)) / (len(text.split()) or 1))


def refuse_binary(head: bytes, *, forced: str | None = None) -> None:
    """Raises InputError where the first bytes are no text."""
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise InputError(f"it is {what}", code=Code.BINARY)
    if head[257:262] == b"ustar":
        raise InputError("it is a tar archive; unpack it and read the folder", code=Code.BINARY)
    if forced or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _utf16(head):
        return
    # NULs here and there are taken out when the text is made; where they are everywhere it is no text.
    controls = sum(head.count(byte) for byte in range(1, 32)) - sum(head.count(byte) for byte in b"\t\n\x0b\x0c\r\x1b")
    if controls * 20 > len(head) or head.count(0) * 4 > len(head):
        raise InputError("it is binary, not text; give text, HTML, a feed, JSON lines, CSV or WARC", code=Code.BINARY)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        # The first bytes of a longer item may end within a character.
        return error.reason == "unexpected end of data" and error.start >= len(data) - 3 and error.start > 0
    return True


def _utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: every second byte is 0 (Latin) or 6 (Arabic)."""
    head = data[:4096]
    if len(head) < 16 or (len(data) % 2 and len(data) <= 4096):
        return None
    for name, high, low in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        pages = high.count(0) + high.count(6) + high.count(0x20)
        if pages >= 0.95 * len(high) and (low.count(0) + low.count(6)) < 0.2 * len(low):
            return name
    return None


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    return match.group(1).decode("ascii") if match else None


def _believed(name: str | None) -> str | None:
    """Python's name of a declared encoding, if it is one of those that are believed."""
    try:
        found = codecs.lookup(name).name if name else None
    except LookupError:
        return None
    return found if found in _BELIEVED else None
