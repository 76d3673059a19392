"""The tables, as the code knows them. Migrations bring a database there; a test compares the two.

Rows of one workspace carry `workspace_id` and have it in every key; rows of the whole programme
do not. Times are UTC. Lists and nested values are canonical JSON text.
"""

from ntg_bot.storage.tables.asking import feedback, gap, question
from ntg_bot.storage.tables.base import Moment, metadata
from ntg_bot.storage.tables.calls import (
    call,
    call_evidence,
    call_notice,
    call_reader,
    call_reading,
    call_report,
)
from ntg_bot.storage.tables.checks import reality_check
from ntg_bot.storage.tables.curating import contribution, follow, pair
from ntg_bot.storage.tables.digests import digest_draft, digest_issue, digest_timing, digest_told
from ntg_bot.storage.tables.editions import edition, erratum
from ntg_bot.storage.tables.handing import gap_follower, handoff, handoff_answer
from ntg_bot.storage.tables.hypotheses import hypothesis, hypothesis_move
from ntg_bot.storage.tables.installations import install_state, installation
from ntg_bot.storage.tables.keeping import audit, audit_head, note
from ntg_bot.storage.tables.knowledge import counter, knowledge, knowledge_version
from ntg_bot.storage.tables.local import local_message
from ntg_bot.storage.tables.materials import material
from ntg_bot.storage.tables.peers import introduction, neighbour, neighbour_set, peer_help
from ntg_bot.storage.tables.people import appointment, binding, member, membership, workspace
from ntg_bot.storage.tables.programme import joining, programme_record, seat, signature
from ntg_bot.storage.tables.queues import PENDING, inbox, outbox
from ntg_bot.storage.tables.reviewing import claim, slot
from ntg_bot.storage.tables.sharing import submission
from ntg_bot.storage.tables.upkeep import concern, link, steward

__all__ = [
    "PENDING",
    "Moment",
    "appointment",
    "audit",
    "audit_head",
    "binding",
    "call",
    "call_evidence",
    "call_notice",
    "call_reader",
    "call_reading",
    "call_report",
    "claim",
    "concern",
    "contribution",
    "counter",
    "digest_draft",
    "digest_issue",
    "digest_timing",
    "digest_told",
    "edition",
    "erratum",
    "feedback",
    "follow",
    "gap",
    "gap_follower",
    "handoff",
    "handoff_answer",
    "hypothesis",
    "hypothesis_move",
    "inbox",
    "install_state",
    "installation",
    "introduction",
    "joining",
    "knowledge",
    "knowledge_version",
    "link",
    "local_message",
    "material",
    "member",
    "membership",
    "metadata",
    "neighbour",
    "neighbour_set",
    "note",
    "outbox",
    "pair",
    "peer_help",
    "programme_record",
    "question",
    "reality_check",
    "seat",
    "signature",
    "slot",
    "steward",
    "submission",
    "workspace",
]
