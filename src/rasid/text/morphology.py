"""The written forms of a verb or a noun, enough of Arabic inflection for lexicons to be written one lemma a line.

All in normal form (see `normal`), without clitics in front (see `clitics`). Unvocalised writing does not tell قَصَفَ from
قُصِفَ, so active and passive share their forms unless the passive is written otherwise (يقال, أُعلن is اعلن).
"""

from __future__ import annotations

from functools import lru_cache

from rasid.text.normal import fold

_OBJECTS = ("", "ه", "ها", "هم", "هما", "هن", "نا", "ني")
_POSSESSIVES = ("ه", "ها", "هم", "هما", "هن", "نا", "ي")


@lru_cache(maxsize=4096)
def perfect_forms(verb: str) -> frozenset[str]:
    """Forms of the perfect, from its third person masculine singular (قصف، أعلن، تبنى، دعا، قال), with object pronouns.

    قصف → قصف قصفت قصفوا قصفا قصفتا قصفنا, قصفه قصفها قصفوه …; تبنى → تبني تبنت تبنوا تبناه تبنتها …
    """
    stem = fold(verb)
    weak = stem[-1] in "يا" and len(stem) > 2
    base = stem[:-1] if weak else stem
    third = fold(verb)[-1]
    long_a = base + "ا" if weak else stem
    subjects = {long_a: _OBJECTS[1:], base + "ت": _OBJECTS, base + "وا": ("",), base + "و": _OBJECTS[1:]}
    out = {stem}
    for form, objects in subjects.items():
        out.update(form + suffix for suffix in objects)
    if weak:
        link = "ي" if third == "ي" else "و"
        out.update((base + link + "ا", base + "تا", base + link + "نا", base + link + "ت", base + link + "ن"))
    else:
        out.update((stem + "ا", stem + "تا", stem + "نا", stem + "ن", stem + "تم"))
        if len(stem) == 3 and stem[1] == "ا":  # hollow: قال → قلت, قلنا, قلن
            out.update((stem[0] + stem[2] + "نا", stem[0] + stem[2] + "ن"))
    return frozenset(out)


@lru_cache(maxsize=4096)
def imperfect_forms(verb: str) -> frozenset[str]:
    """Forms of the imperfect, from its third person masculine singular (يقصف، يتبنى، يدعو), with object pronouns.

    يقصف → يقصف تقصف نقصف يقصفون يقصفوا تقصفها …
    """
    stem = fold(verb)[1:]
    weak = stem[-1] in "يوا" and len(stem) > 2
    base = stem[:-1] if weak else stem
    out: set[str] = set()
    for person in "يتنا":
        singular = person + stem
        out.add(singular)
        linked = person + base + "ا" if fold(verb)[-1] == "ي" and verb[-1] in "ىا" else singular
        out.update(linked + suffix for suffix in _OBJECTS[1:])
        if weak:
            out.add(person + base)  # the jussive: لم يدع
        if person in "يت":
            plural = person + base
            out.update((plural + "ون", plural + "وا", plural + "ان", plural + "ن"))
            out.update(plural + "ون" + suffix for suffix in _OBJECTS[1:6])
            out.update(plural + "و" + suffix for suffix in _OBJECTS[1:6])
    return frozenset(out)


@lru_cache(maxsize=8192)
def noun_forms(noun: str, *plurals: str) -> frozenset[str]:
    """Forms of a noun or adjective from its singular: accusative, dual, possessives; broken plurals are given.

    غارة, غارات → غاره غارتان غارتين غارتي غارته غارتها … غارات غاراته …; هجوم → هجوم هجوما هجومان هجومين هجومه …
    """
    out: set[str] = set()
    for index, written in enumerate((noun, *plurals)):
        form = fold(written)
        out.add(form)
        if written.endswith("ة"):
            link = form[:-1] + "ت"
        elif written.endswith(("ى", "ا")) and len(form) > 2:
            link = form[:-1] + "ا"
        else:
            link = form
            if not written.endswith("ات"):
                out.add(form + "ا")
        if index == 0 or not written.endswith(("ون", "ين")):
            out.update(link + suffix for suffix in _POSSESSIVES)
        if written.endswith("ون"):
            out.update((form[:-2] + "ين", form[:-2] + "و", form[:-2] + "ي"))
        if index == 0:
            dual = form[:-1] + "ي" if written.endswith("ى") else link
            out.update((dual + "ان", dual + "ين", dual + "ا", dual + "ي"))
    return frozenset(out)


def verb_forms(perfect: str, imperfect: str) -> frozenset[str]:
    """Both tenses."""
    return perfect_forms(perfect) | imperfect_forms(imperfect)
