"""Component "quantities": the counts of a text."""

from __future__ import annotations

from rasid.analyse.document import Document, Quantity
from rasid.text.numbers import find_numbers


class Quantities:
    name = "quantities"
    version = "2"
    requires = ("tokens", "sentences", "times")
    provides = ("quantities",)

    def __call__(self, doc: Document) -> None:
        told = {index for time in doc.times for index in range(time.first, time.last)}
        for number in find_numbers(doc.tokens, told):
            opening = doc.tokens[number.first]
            if opening.norm == "واحد" and doc.text.startswith("وأ", opening.start):
                continue  # وأحد الجنود: one of them too, where واحد is a number
            doc.quantities.append(
                Quantity(
                    span=doc.stem_span(number.first, number.last, number.prefix),
                    first=number.first,
                    last=number.last,
                    count=number.count,
                    noun=number.noun,
                )
            )


def make() -> Quantities:
    return Quantities()
