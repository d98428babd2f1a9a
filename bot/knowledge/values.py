"""The values that stand in the files of data/knowledge: texts, ids and numbers."""

from __future__ import annotations

from pydantic import ConstrainedFloat, ConstrainedInt, ConstrainedStr


class Text(ConstrainedStr):
    strict = True
    strip_whitespace = True
    min_length = 1


class MaybeText(ConstrainedStr):
    strict = True
    strip_whitespace = True


class Label(Text):
    max_length = 40


class MaybeLabel(MaybeText):
    max_length = 40


class Id(ConstrainedStr):
    strict = True
    regex = r"^[a-z][a-z0-9_]*$"


class Ref(ConstrainedStr):
    """An id, or an id with a detail as in `prior_diagnosis:slipped_disc`."""

    strict = True
    regex = r"^[a-z][a-z0-9_]*(:[a-z0-9_]+)?$"


class Finite(ConstrainedFloat):
    allow_inf_nan = False


class Ratio(Finite):
    gt = 0
    le = 1000


class Share(Finite):
    gt = 0
    lt = 1


class Whole(ConstrainedInt):
    strict = True


class Year(Whole):
    ge = 1900
    le = 2100


class Index(Whole):
    ge = 0


class Positive(Whole):
    ge = 1
