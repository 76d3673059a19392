"""Rows to domain values and back, by plain functions: nothing of SQLAlchemy goes past here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from ntg_bot.domain import encoding
from ntg_bot.domain.asking import Confidence, Feedback, Gap, GapStatus, Hit, Question
from ntg_bot.domain.digest import DigestIssue, DigestItem, IssueStatus, Week
from ntg_bot.domain.drafting import DigestDraft
from ntg_bot.domain.errors import StorageError
from ntg_bot.domain.knowledge import Example, Faq, Item, Kind, Organisation, Practice
from ntg_bot.domain.people import (
    Appointment,
    ChannelBinding,
    Member,
    Membership,
    Purpose,
    Role,
    Workspace,
)
from ntg_bot.domain.screening import Spotted
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.services.ports import Delivery, DeliveryState, KnowledgeRow, LocalMessage

Values = dict[str, object]

KIND_OF: Mapping[type, Kind] = {
    Practice: Kind.PRACTICE,
    Example: Kind.EXAMPLE,
    Faq: Kind.FAQ,
    Organisation: Kind.ORGANISATION,
}
_ITEM_TYPES: Mapping[str, type[Item]] = {kind.__name__: kind for kind in KIND_OF}


def _text(value: object) -> str:
    return encoding.dumps(value).decode()


def _decoded(kind: Any, data: str | bytes) -> Any:
    try:
        return encoding.loads(kind, data)
    except encoding.CannotDecode as error:
        raise StorageError(f"A stored value cannot be read: {error}") from error


def to_workspace(row: Row[Any]) -> Workspace:
    return Workspace(row.id, row.platform, row.external_id, row.name)


def to_member(row: Row[Any], appointments: Sequence[Row[Any]] = ()) -> Member:
    return Member(
        row.id,
        row.workspace_id,
        row.external_id,
        row.name,
        Role(row.role),
        row.authority,
        tuple(Appointment(Role(each.role), each.community) for each in appointments),
        row.reads_as,
    )


def to_membership(row: Row[Any]) -> Membership:
    return Membership(row.member_id, row.workspace_id, row.community, row.digest)


def from_membership(membership: Membership) -> Values:
    return {
        "member_id": membership.member_id,
        "workspace_id": membership.workspace_id,
        "community": membership.community,
        "digest": membership.digest,
    }


def to_binding(row: Row[Any]) -> ChannelBinding:
    return ChannelBinding(
        row.id,
        row.workspace_id,
        row.channel,
        Purpose(row.purpose),
        row.community,
        row.name,
        row.is_private,
    )


def from_binding(binding: ChannelBinding) -> Values:
    return {
        "id": binding.id,
        "workspace_id": binding.workspace_id,
        "channel": binding.channel,
        "purpose": binding.purpose.value,
        "community": binding.community,
        "name": binding.name,
        "is_private": binding.is_private,
    }


def to_question(row: Row[Any]) -> Question:
    return Question(
        id=row.id,
        workspace_id=row.workspace_id,
        member_id=row.member_id,
        channel=row.channel,
        thread=row.thread,
        text=row.text,
        intent=row.intent,
        confidence=Confidence(row.confidence),
        hits=_decoded(tuple[Hit, ...], row.hits),
        asked_at=row.asked_at,
        community=row.community,
        gap_id=row.gap_id,
        is_public=row.is_public,
    )


def from_question(question: Question) -> Values:
    return {
        "id": question.id,
        "workspace_id": question.workspace_id,
        "member_id": question.member_id,
        "channel": question.channel,
        "thread": question.thread,
        "text": question.text,
        "intent": question.intent,
        "confidence": question.confidence.value,
        "hits": _text(question.hits),
        "asked_at": question.asked_at,
        "community": question.community,
        "gap_id": question.gap_id,
        "is_public": question.is_public,
    }


def to_feedback(row: Row[Any]) -> Feedback:
    return Feedback(row.question_id, row.workspace_id, row.member_id, row.helpful, row.given_at)


def from_feedback(feedback: Feedback) -> Values:
    return {
        "question_id": feedback.question_id,
        "workspace_id": feedback.workspace_id,
        "member_id": feedback.member_id,
        "helpful": feedback.helpful,
        "given_at": feedback.given_at,
    }


def to_gap(row: Row[Any]) -> Gap:
    return Gap(
        id=row.id,
        text=row.text,
        community=row.community,
        count=row._mapping["count"],  # a row is a tuple too, and tuples have a `count` of their own
        status=GapStatus(row.status),
        first_asked=row.first_asked,
        last_asked=row.last_asked,
        groups=_decoded(tuple[str, ...], row.groups),
        outcomes=_decoded(tuple[str, ...], row.outcomes),
        unhelped=row.unhelped,
        owner_workspace=row.owner_workspace,
        owner_id=row.owner_id,
        practice_id=row.practice_id,
    )


def from_gap(gap: Gap) -> Values:
    return {
        "id": gap.id,
        "text": gap.text,
        "community": gap.community,
        "count": gap.count,
        "status": gap.status.value,
        "first_asked": gap.first_asked,
        "last_asked": gap.last_asked,
        "groups": _text(gap.groups),
        "outcomes": _text(gap.outcomes),
        "unhelped": gap.unhelped,
        "owner_workspace": gap.owner_workspace,
        "owner_id": gap.owner_id,
        "practice_id": gap.practice_id,
    }


def to_submission(row: Row[Any]) -> Submission:
    return Submission(
        id=row.id,
        workspace_id=row.workspace_id,
        member_id=row.member_id,
        title=row.title,
        what=row.what,
        for_whom=row.for_whom,
        what_happened=row.what_happened,
        how_known=row.how_known,
        communities=_decoded(tuple[str, ...], row.communities),
        state=State(row.state),
        created_at=row.created_at,
        changed_at=row.changed_at,
        authority=row.authority,
        reason=row.reason,
        decided_by=row.decided_by,
        practice_id=row.practice_id,
        version=row.version,
        rounds=row.rounds,
        source=row.source,
        costs=row.costs,
        staffing=row.staffing,
        beware=row.beware,
        contact_wanted=row.contact_wanted,
        spotted=_decoded(tuple[Spotted, ...], row.spotted),
        is_from_private=row.is_from_private,
    )


def from_submission(submission: Submission) -> Values:
    return {
        "id": submission.id,
        "workspace_id": submission.workspace_id,
        "member_id": submission.member_id,
        "title": submission.title,
        "what": submission.what,
        "for_whom": submission.for_whom,
        "what_happened": submission.what_happened,
        "how_known": submission.how_known,
        "communities": _text(submission.communities),
        "state": submission.state.value,
        "created_at": submission.created_at,
        "changed_at": submission.changed_at,
        "authority": submission.authority,
        "reason": submission.reason,
        "decided_by": submission.decided_by,
        "practice_id": submission.practice_id,
        "version": submission.version,
        "rounds": submission.rounds,
        "source": submission.source,
        "costs": submission.costs,
        "staffing": submission.staffing,
        "beware": submission.beware,
        "contact_wanted": submission.contact_wanted,
        "spotted": _text(submission.spotted),
        "is_from_private": submission.is_from_private,
    }


def to_issue(row: Row[Any]) -> DigestIssue:
    return DigestIssue(
        id=row.id,
        community=row.community,
        week=Week.parse(row.week),
        items=_decoded(tuple[DigestItem, ...], row.items),
        status=IssueStatus(row.status),
        frozen_at=row.frozen_at,
        is_late=row.is_late,
        left_out=row.left_out,
        note=row.note,
        sent_at=row.sent_at,
    )


def from_issue(issue: DigestIssue) -> Values:
    return {
        "id": issue.id,
        "community": issue.community,
        "week": str(issue.week),
        "items": _text(issue.items),
        "status": issue.status.value,
        "frozen_at": issue.frozen_at,
        "is_late": issue.is_late,
        "left_out": issue.left_out,
        "note": issue.note,
        "sent_at": issue.sent_at,
    }


def to_draft(row: Row[Any]) -> DigestDraft:
    return DigestDraft(
        community=row.community,
        week=Week.parse(row.week),
        note=row.note,
        words=_decoded(dict[str, str], row.words),
        dropped=_decoded(tuple[str, ...], row.dropped),
        found=_decoded(tuple[DigestItem, ...], row.found),
        frozen_at=row.frozen_at,
    )


def from_draft(draft: DigestDraft) -> Values:
    return {
        "community": draft.community,
        "week": str(draft.week),
        "note": draft.note,
        "words": _text(draft.words),
        "dropped": _text(draft.dropped),
        "found": _text(draft.found),
        "frozen_at": draft.frozen_at,
    }


def item_payload(item: Item) -> bytes:
    return encoding.dumps(item, tagged=True)


def to_item(kind: str, id: str, payload: bytes | None) -> Item | None:
    """A stored entry; None for one that was taken out."""
    if payload is None:
        return None
    try:
        return encoding.loads_tagged(_ITEM_TYPES, payload)
    except encoding.CannotDecode as error:
        raise StorageError(
            f"The stored {kind} “{id}” cannot be read ({error}). "
            "A newer version of this program may have written it."
        ) from error


def to_knowledge_row(row: Row[Any]) -> KnowledgeRow:
    return KnowledgeRow(
        kind=Kind(row.kind),
        id=row.id,
        item=to_item(row.kind, row.id, row.payload),
        base=row.base,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        version=row.version,
        published_at=row.published_at,
    )


def to_delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        key=row.key,
        platform=row.platform,
        workspace_id=row.workspace_id,
        channel=row.channel,
        facts=row.facts,
        thread=row.thread,
        only_for=row.only_for,
        replaces=row.replaces,
        reply_address=row.reply_address,
        kind=row.kind,
        priority=row.priority,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        external_id=row.external_id,
        added_at=row.created_at,
    )


def to_local_message(row: Row[Any]) -> LocalMessage:
    return LocalMessage(
        id=row.id,
        channel=row.channel,
        thread=row.thread,
        author=row.author,
        text=row.text,
        body=row.body,
        only_for=row.only_for,
        delivery_key=row.delivery_key or "",
        posted_at=row.posted_at,
        edited_at=row.edited_at,
    )


def from_local_message(message: LocalMessage) -> Values:
    return {
        "id": message.id,
        "channel": message.channel,
        "thread": message.thread,
        "author": message.author,
        "text": message.text,
        "body": message.body,
        "only_for": message.only_for,
        "delivery_key": message.delivery_key or None,
        "posted_at": message.posted_at,
        "edited_at": message.edited_at,
    }
