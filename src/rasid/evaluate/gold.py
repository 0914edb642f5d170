"""Annotated articles: read from JSON lines, checked, and quotes turned into offsets where only quotes stand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

from rasid.errors import UsageError
from rasid.evaluate.check import Json, check
from rasid.model import PublishedBasis, Report, Source, Span


def read_lines(path: Path) -> Iterator[Json]:
    """The objects of a JSON lines file. Raises UsageError naming the line that is none."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    record = json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise UsageError(f"{path}:{number}: it is not JSON: {error}") from None
                if not isinstance(record, dict):
                    raise UsageError(f"{path}:{number}: it is not an object")
                yield record
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None


def articles(path: Path) -> dict[str, Json]:
    """Articles by id: each with ``id``, ``text``, ``published`` and, where given, ``sentences`` and ``outlet``."""
    out: dict[str, Json] = {}
    for article in read_lines(path):
        name = article.get("id")
        if not isinstance(name, str) or not isinstance(article.get("text"), str):
            raise UsageError(f"{path}: an article lacks its id or its text")
        if name in out:
            raise UsageError(f"{path}: two articles have the id {name}")
        if not isinstance(article.get("outlet"), str | None):
            raise UsageError(f"{path}: article {name}: outlet is no text: {article['outlet']!r}")
        try:
            report = report_of(article)
        except (TypeError, ValueError) as error:
            raise UsageError(
                f"{path}: article {name}: published is no day, or sentences are no spans: {error}"
            ) from None
        if any(span.end > len(report.text) for span in report.sentences):
            raise UsageError(f"{path}: article {name}: a sentence ends after the text does")
        out[name] = article
    return out


def annotated(path: Path, texts: dict[str, Json]) -> dict[str, Json]:
    """Annotations by article, every mention with its offsets. Raises UsageError with all faults found."""
    out: dict[str, Json] = {}
    faults: list[str] = []
    for annotation in read_lines(path):
        doc = str(annotation.get("doc"))
        if doc not in texts:
            faults.append(f"{doc}: there is no such article")
            continue
        if doc in out:
            faults.append(f"{doc}: it is annotated twice")
        faults += [f"{doc}: {fault}" for fault in check(texts[doc], annotation)]
        out[doc] = annotation
    if faults:
        number = "a fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise UsageError(f"{path} has {number}: " + "; ".join(faults[:10]) + (" …" if len(faults) > 10 else ""))
    if not out:
        raise UsageError(f"{path} holds no annotation")
    return out


def report_of(article: Json) -> Report:
    """The article as a report, its sentence bounds kept."""
    published = article.get("published")
    return Report.make(
        article["text"],
        external_id=article["id"],
        published=dt.date.fromisoformat(published) if published else None,
        published_basis=PublishedBasis.META if published else PublishedBasis.NONE,
        source=Source(name=article["outlet"]) if article.get("outlet") else None,
        sentences=tuple(Span(*bounds) for bounds in article.get("sentences") or ()),
    )
