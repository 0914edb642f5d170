"""Writes the coding manual, in English and in Arabic, from the labels, meanings and examples of the codes.

python tools/docs/coding_manual.py          writes docs/manual/coding-manual.md and coding-manual.ar.md
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from rasid import codes

FOLDER = Path(__file__).parents[2] / "docs" / "manual"
SCHEMES: tuple[tuple[codes.Scheme, str], ...] = (
    ("acled", "ACLED"),
    ("ucdp", "UCDP GED"),
    ("plover", "PLOVER"),
    ("cameo", "CAMEO"),
)

INTRO_EN = """\
# Coding manual

What each code of Rasid means, with one Arabic sentence for which it is right. Every value is tied to words of the
report: a code is given for what the report says, in its words, not for what the reader knows.

- A number that is not stated is not stated; it is never 0. 0 is a number that the report gives: "no casualties".
- "Killed and wounded", counted together, stays together.
- Who says a number stands beside it. A denial stands beside what it denies and deletes nothing.
- A date rests on words and on the day of publication, and says which. The day of publication never stands for the event's.
- A place is as fine as the words are. A country has no point, and no capital stands for it.

"Elsewhere" names the code of another scheme, as far as ours alone decides it: who was hit, with what weapon, and who holds
the place decide the rest, and UCDP's type of violence always depends on the sides.

This page is made from `src/rasid/codes/data/codes.toml` by `python tools/docs/coding_manual.py`; change it there.
In Arabic: [coding-manual.ar.md](coding-manual.ar.md).
"""

INTRO_AR = """\
<div dir="rtl">

# دليل الترميز

معنى كل رمز من رموز «راصد»، مع جملة عربية واحدة يصح فيها. كل قيمة مرتبطة بكلمات من الخبر: يُعطى الرمز لما يقوله الخبر
بألفاظه، لا لما يعرفه القارئ.

- العدد الذي لم يُذكر يبقى غير مذكور، ولا يكون صفراً أبداً. الصفر عدد يصرّح به الخبر: «من دون وقوع ضحايا».
- القتلى والجرحى إذا عُدّوا معاً بقوا معاً.
- قائل العدد يُذكر إلى جانبه. والنفي يقف إلى جانب ما ينفيه ولا يمحو شيئاً.
- التاريخ يستند إلى ألفاظ وإلى يوم النشر، ويُذكر أيّهما. ولا يقوم يوم النشر مقام يوم الحدث.
- المكان بدقة ألفاظه. ولا نقطة للدولة، ولا تقوم عاصمتها مقامها.

«في تصنيفات أخرى»: رمز التصنيف الآخر بقدر ما يحدده رمزنا وحده؛ أما الباقي فيحدده من أصيب وبأي سلاح ومن يسيطر على المكان،
ونوع العنف في UCDP يتوقف دائماً على الأطراف.

تُنشأ هذه الصفحة من الملف `src/rasid/codes/data/codes.toml` بالأمر `python tools/docs/coding_manual.py`، وفيه يكون التعديل.
بالإنجليزية: [coding-manual.md](coding-manual.md).
"""


def english() -> str:
    """The manual in English, as Markdown."""
    parts = [INTRO_EN]
    for kind in codes.VOCABULARIES.values():
        found = codes.vocabulary(kind)
        parts.append(f"\n## {found.en}\n\n{found.about_en}\n")
        for member in kind:
            code = codes.code(member)
            parts.append(
                f'\n### {code.en} · <span dir="rtl" lang="ar">{code.ar}</span> · `{member.value}`\n\n{code.means_en}\n'
            )
            parts.append(f'\n> <span dir="rtl" lang="ar">{code.example}</span>\n>\n> {code.gloss}\n')
            if names := _elsewhere(member):
                parts.append(f"\nElsewhere: {'; '.join(names)}.\n")
    return "".join(parts)


def arabic() -> str:
    """The manual in Arabic, as Markdown."""
    parts = [INTRO_AR]
    for kind in codes.VOCABULARIES.values():
        found = codes.vocabulary(kind)
        parts.append(f"\n## {found.ar}\n\n{found.about_ar}\n")
        for member in kind:
            code = codes.code(member)
            parts.append(
                f"\n### {code.ar} · <bdi>{code.en}</bdi> · <bdi>`{member.value}`</bdi>\n\n{code.means_ar}\n\n> {code.example}\n"
            )
            if names := _elsewhere(member):
                parts.append(f'\nفي تصنيفات أخرى: <bdi dir="ltr">{"; ".join(names)}</bdi>\n')
    parts.append("\n</div>\n")
    return "".join(parts)


def _elsewhere(member: StrEnum) -> list[str]:
    """ "ACLED: Protests › Peaceful protest" for each scheme in which the code alone decides the name."""
    found = ((title, codes.crosswalk(member, scheme)) for scheme, title in SCHEMES)
    return [f"{title}: {' › '.join(names)}" for title, names in found if names]


PAGES = {"coding-manual.md": english, "coding-manual.ar.md": arabic}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (FOLDER / name).write_text(make(), encoding="utf-8")
