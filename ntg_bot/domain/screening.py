"""What screening saw in a text: where, of what kind, how surely; and the text without it.

A finding holds no word of the text, so it may be logged, kept and shown anywhere; nor do the errors
raised here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class FindingKind(StrEnum):
    """What may tell who a child, a parent or a worker is."""

    NHS_NUMBER = "nhs_number"
    UPN = "upn"
    NINO = "nino"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    DATE_OF_BIRTH = "date_of_birth"
    CASE_REFERENCE = "case_reference"
    URL = "url"
    """a web address that leads to one person's page or record"""
    PERSON = "person"
    INITIALS = "initials"
    """initials or a nickname that stand for one person"""
    SMALL_GROUP = "small_group"
    """so few fit the description that people nearby know who it is"""
    SITUATION = "situation"
    """an age, a school and an event that together tell who it is"""
    DISCLOSURE = "disclosure"
    """says that a child or person may be in danger: for the safeguarding route, never kept"""


IDENTIFIERS = frozenset(
    {
        FindingKind.NHS_NUMBER,
        FindingKind.UPN,
        FindingKind.NINO,
        FindingKind.PHONE,
        FindingKind.EMAIL,
        FindingKind.ADDRESS,
        FindingKind.DATE_OF_BIRTH,
        FindingKind.CASE_REFERENCE,
        FindingKind.URL,
    }
)

PEOPLE = frozenset(
    {FindingKind.PERSON, FindingKind.INITIALS, FindingKind.SMALL_GROUP, FindingKind.SITUATION}
)


class Sureness(StrEnum):
    """How sure screening is."""

    SURE = "sure"
    LIKELY = "likely"
    POSSIBLE = "possible"
    """worth a look, such as an office's own phone number; holds nothing up"""


MASKS: dict[FindingKind, str] = {
    FindingKind.NHS_NUMBER: "[NHS number]",
    FindingKind.UPN: "[pupil number]",
    FindingKind.NINO: "[National Insurance number]",
    FindingKind.PHONE: "[phone number]",
    FindingKind.EMAIL: "[email address]",
    FindingKind.ADDRESS: "[address]",
    FindingKind.DATE_OF_BIRTH: "[date of birth]",
    FindingKind.CASE_REFERENCE: "[case reference]",
    FindingKind.URL: "[link to a person]",
    FindingKind.PERSON: "[name]",
    FindingKind.INITIALS: "[name]",
    FindingKind.SMALL_GROUP: "[a family]",
    FindingKind.SITUATION: "[a child]",
    FindingKind.DISCLOSURE: "[what somebody told]",
}
"""what stands in for the words, also while a moderator reads them first"""


REASONS: frozenset[str] = frozenset(
    {
        *(f"screening.{kind}" for kind in FindingKind),
        "screening.phone_of_work",
        "screening.email_of_work",
        "screening.address_of_work",
    }
)
"""every key that `Finding.reason` may be"""


@dataclass(frozen=True, slots=True)
class Finding:
    """`text[start:end]` may identify a person. Carries no word of the text itself."""

    kind: FindingKind
    start: int
    end: int
    sureness: Sureness
    reason: str
    """a key of intents/replies.yaml that says in plain words why, such as `screening.nhs_number`"""

    @property
    def holds(self) -> bool:
        """Whether the text must wait until its author has seen this."""
        return self.sureness is not Sureness.POSSIBLE

    @property
    def replacement(self) -> str:
        """What to write instead."""
        return MASKS[self.kind]


@dataclass(frozen=True, slots=True)
class Spotted:
    """A finding in one field of a text in several fields, and who said that it is nobody."""

    field: str
    finding: Finding
    insisted_by: str = ""
    """the member who said that it is no person, or nobody's; empty while nobody has"""
    insisted_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the text waits for its author's word on this."""
        return self.finding.holds and not self.insisted_by

    def words(self, texts: Mapping[str, str]) -> str:
        """What was found, out of the very texts that were screened."""
        return texts[self.field][self.finding.start : self.finding.end]

    def insisted(self, by: str, at: datetime) -> Spotted:
        return replace(self, insisted_by=by, insisted_at=at)


def same_words(spotted: Spotted, texts: Mapping[str, str]) -> tuple[FindingKind, str]:
    """What two findings share that are of the same words, wherever they stand."""
    return spotted.finding.kind, " ".join(spotted.words(texts).split()).casefold()


def grouped(
    spotted: Iterable[Spotted], texts: Mapping[str, str]
) -> tuple[tuple[Spotted, ...], ...]:
    """Findings of the same words together, in the order in which they are first met."""
    groups: dict[tuple[FindingKind, str], list[Spotted]] = {}
    for each in spotted:
        groups.setdefault(same_words(each, texts), []).append(each)
    return tuple(tuple(group) for group in groups.values())


def carried(
    before: Iterable[Spotted],
    was: Mapping[str, str],
    found: Iterable[Spotted],
    now: Mapping[str, str],
) -> tuple[Spotted, ...]:
    """`found` in the words of now, with what was said of the same words before."""
    settled = {same_words(each, was): each for each in before if each.insisted_by}
    return tuple(
        replace(each, insisted_by=old.insisted_by, insisted_at=old.insisted_at)
        if (old := settled.get(same_words(each, now))) is not None
        else each
        for each in found
    )


def masked(text: str, findings: Iterable[Finding]) -> str:
    """`text` with each finding replaced by its mask; findings that overlap become one.

    The findings must be of this very text: ValueError where one reaches beyond it.
    """
    parts, after = [], 0
    for start, end, mask in _pieces(text, findings):
        parts += [text[after:start], mask]
        after = end
    return "".join(parts) + text[after:]


def _pieces(text: str, findings: Iterable[Finding]) -> Sequence[tuple[int, int, str]]:
    """Where the text is cut, first to last: overlapping findings as one, with the first's mask."""
    pieces: list[tuple[int, int, str]] = []
    for finding in sorted(findings, key=lambda found: (found.start, -found.end)):
        if not 0 <= finding.start < finding.end <= len(text):
            raise ValueError("a finding reaches beyond the text: it is of another text")
        if pieces and finding.start < pieces[-1][1]:
            start, end, mask = pieces[-1]
            pieces[-1] = (start, max(end, finding.end), mask)
        else:
            pieces.append((finding.start, finding.end, finding.replacement))
    return pieces
