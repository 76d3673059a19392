"""Facts to cards: the one place where a `Said` becomes something a person reads."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import assert_never

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import Card, Element
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.present.answers import AnswerCards
from ntg_bot.conversation.present.calls import CallCards
from ntg_bot.conversation.present.checks import CheckCards
from ntg_bot.conversation.present.community import CommunityCards
from ntg_bot.conversation.present.curating import CuratingCards
from ntg_bot.conversation.present.digests import DigestCards
from ntg_bot.conversation.present.editions import EditionCards
from ntg_bot.conversation.present.gaps import GapCards
from ntg_bot.conversation.present.governing import GoverningCards
from ntg_bot.conversation.present.handing import HandingCards
from ntg_bot.conversation.present.home import MOST_ASKED, HomeCards, HomeView
from ntg_bot.conversation.present.hypotheses import HypothesisCards
from ntg_bot.conversation.present.issues import Issues
from ntg_bot.conversation.present.materials import MaterialCards
from ntg_bot.conversation.present.meetings import MeetingCards
from ntg_bot.conversation.present.merging import MergingCards
from ntg_bot.conversation.present.moderating import ModeratingCards
from ntg_bot.conversation.present.peers import PeerCards
from ntg_bot.conversation.present.practices import PracticeCards
from ntg_bot.conversation.present.preparing import PreparingCards
from ntg_bot.conversation.present.reading import ReadingCards
from ntg_bot.conversation.present.recalling import RecallingCards
from ntg_bot.conversation.present.reviewing import ReviewingCards, Standing
from ntg_bot.conversation.present.settling import SettlingCards
from ntg_bot.conversation.present.sharing import SharingCards
from ntg_bot.conversation.present.upkeep import UpkeepCards
from ntg_bot.domain.checks import Subject, Tally
from ntg_bot.domain.errors import DeliveryError, UserError
from ntg_bot.domain.people import Reader
from ntg_bot.domain.reviewing import ServiceTarget
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.domain.upkeep import ReviewPeriods
from ntg_bot.services.boards import BoardService
from ntg_bot.services.checks import CheckService
from ntg_bot.services.editions import EditionService
from ntg_bot.services.gap_map import GapMapService
from ntg_bot.services.hypotheses import HypothesisService
from ntg_bot.services.library import Library
from ntg_bot.services.likeness import LikenessService
from ntg_bot.services.meetings import MeetingService
from ntg_bot.services.neighbours import NeighbourService
from ntg_bot.services.ports import Clock, UnitOfWorkFactory
from ntg_bot.services.register import RegisterService
from ntg_bot.services.roles import RoleService
from ntg_bot.services.upkeep import UpkeepService

NOT_HERE_YET_SECONDS = 2.0
"""how long another process may take to hear of a new practice"""


class Presenter:
    """Draws facts with today's code and what the database says now."""

    def __init__(
        self,
        library: Library,
        catalogue: Catalogue,
        uow: UnitOfWorkFactory,
        clock: Clock,
        *,
        safeguarding_route: str,
        upkeep: UpkeepService,
        files_at: str = "",
        checks: CheckService,
        hypotheses: HypothesisService,
        editions: EditionService,
        gaps: GapMapService,
        neighbours: NeighbourService,
        meetings: MeetingService,
        boards: BoardService,
        register: RegisterService,
        roles: RoleService | None = None,
        target: ServiceTarget | None = None,
        likeness: LikenessService | None = None,
        periods: ReviewPeriods | None = None,
    ) -> None:
        self._library = library
        periods = periods or ReviewPeriods()
        self._upkeep = UpkeepCards(library, catalogue, uow, clock, periods, upkeep)
        self._curating = CuratingCards(library, catalogue, uow, clock, periods)
        self._practices = PracticeCards(library, catalogue, periods)
        self._answers = AnswerCards(library, catalogue, periods, self._practices)
        self._sharing = SharingCards(library, catalogue)
        self._recalling = RecallingCards(library, catalogue)
        self._settling = SettlingCards(catalogue)
        self._community = CommunityCards(library, catalogue, safeguarding_route)
        self._digests = DigestCards(library, catalogue)
        self._preparing = PreparingCards(library, catalogue, self._digests)
        self._moderating = ModeratingCards(library, catalogue)
        self._governing = GoverningCards(library, catalogue)
        self._checks = checks
        self._check_cards = CheckCards(library, catalogue, checks, uow)
        self._reading = ReadingCards(library, catalogue, uow)
        self._peer_cards = PeerCards(library, catalogue, neighbours, uow)
        self._hypothesis_cards = HypothesisCards(
            library, catalogue, hypotheses, checks, self._check_cards, uow
        )
        self._home = HomeCards(library, catalogue)
        self._reviewing = ReviewingCards(library, catalogue)
        self._merging = MergingCards(library, catalogue)
        self._likeness = likeness
        self._target = target or ServiceTarget()
        self._calls = CallCards(library, catalogue, uow, clock)
        self._editions = EditionCards(library, catalogue, uow, editions, gaps, boards)
        self._meetings = MeetingCards(library, catalogue, uow, meetings, boards, register)
        self._roles = roles or RoleService(clock)
        self._materials = MaterialCards(library, catalogue, uow, files_at)
        self._gaps = GapCards(library, catalogue)
        self._handing = HandingCards(library, catalogue, uow)
        self._uow = uow
        self._issues = Issues(uow)
        self._clock = clock

    async def present(self, said: facts.Said) -> Card:
        """The card; what has gone in the meantime is said in plain words, not raised.

        Only a publication is not: a whole channel would read that it is gone, when all it may be
        is not here yet because another process accepted it. It raises DeliveryError.
        """
        try:
            return await self._present(said)
        except UserError as fault:
            if isinstance(said, facts.Published):
                raise DeliveryError(str(fault), retry_after=NOT_HERE_YET_SECONDS) from fault
            return self._community.reply(facts.refusal(fault))

    async def _present(self, said: facts.Said) -> Card:
        today = self._clock.now().date()
        if isinstance(said, facts.PreparingSaid):
            return self._preparing.card(said)
        if isinstance(said, facts.MaterialReview):
            return await self._materials.present(said)
        if isinstance(said, facts.GapsSaid):
            return self._gaps.present(said)
        if isinstance(said, facts.HandingSaid):
            return await self._handing.present(said, today)
        if isinstance(said, facts.ReviewingSaid):
            return await self._shared_out(said)
        if isinstance(said, facts.ChecksSaid):
            return await self._check_cards.draw(said)
        if isinstance(said, facts.MeetingsSaid):
            return await self._meetings.card(said)
        if isinstance(said, facts.EditionsSaid):
            return await self._editions.card(said)
        if isinstance(said, facts.CallsSaid):
            return await self._calls.card(said)
        if isinstance(said, facts.HypothesesSaid):
            return await self._hypothesis_cards.draw(said)
        if isinstance(said, facts.UpkeepSaid):
            return await self._upkeep.draw(said)
        if isinstance(said, facts.CuratingSaid):
            return await self._curating.draw(said)
        if isinstance(said, facts.MergingSaid):
            return await self._alike(said)
        if isinstance(said, facts.PeersSaid):
            return await self._peer_cards.draw(said)
        if isinstance(said, facts.ReadingSaid):
            return await self._reading.draw(said)
        match said:
            case facts.Reply():
                return self._community.reply(said)
            case facts.Answer():
                return await self._answer(said, today)
            case facts.HowItWorks(practice_id, length):
                tallies = await self._tallies([practice_id])
                card = self._practices.how(practice_id, today, tallies, length)
                return await self._materials.offered(card, practice_id)
            case facts.Comparison(ids):
                return self._practices.compare(said, today, await self._tallies(ids))
            case facts.Tried():
                return await self._tried(said)
            case facts.TermMeaning():
                return self._answers.term(said)
            case facts.OrganisationFound(ids):
                return self._answers.organisations(ids)
            case facts.ProgrammeAnswer(faq_id):
                return self._answers.faq(faq_id)
            case facts.ShareForm():
                submission = await self._submission(said.workspace_id, said.submission_id)
                return self._sharing.form(said, submission)
            case facts.DetailForm():
                submission = await self._submission(said.workspace_id, said.submission_id)
                return self._sharing.detail_form(said, submission)
            case facts.Draft():
                submission = await self._submission(said.workspace_id, said.submission_id)
                if submission is not None and submission.state is State.HELD:
                    return self._settling.held(submission)
                return self._sharing.draft(said, submission)
            case facts.AsWritten():
                submission = await self._submission(said.workspace_id, said.submission_id)
                return self._settling.as_written(submission)
            case facts.Review():
                return await self._review(said)
            case facts.ReasonForm():
                submission = await self._submission(said.workspace_id, said.submission_id)
                return self._sharing.reason_form(said, submission)
            case facts.RouteForm():
                submission = await self._submission(said.workspace_id, said.submission_id)
                return self._sharing.route_form(said, submission)
            case facts.Published():
                return self._practices.published(said)
            case facts.RecallForm():
                submission = await self._submission(said.workspace_id, said.submission_id)
                return self._recalling.form(said, submission)
            case facts.MovedElsewhere():
                return self._recalling.moved(said)
            case facts.Queue():
                return await self._queue(said)
            case facts.Phrasings():
                return self._practices.phrasings(said)
            case facts.FeedbackOverview():
                return self._moderating.feedback(said)
            case facts.OpenQuestions():
                return self._moderating.open_questions(said)
            case facts.Digest():
                return await self._digest(said)
            case facts.Communities():
                return self._community.communities(said)
            case facts.Safeguarding():
                return self._community.safeguarding(said)
            case facts.Help():
                return self._community.help(said)
            case facts.Channels(workspace_id):
                async with self._uow(read_only=True) as work:
                    bindings = await work.bindings.of_workspace(workspace_id)
                return self._governing.channels(bindings)
            case facts.WhoModerates():
                return self._governing.who_moderates(said)
            case facts.Home():
                return self._home.home(await self._own(said), self._clock.now())
            case facts.Tour(step):
                return self._home.tour(step)
            case facts.MyData():
                return self._community.my_data(said)
            case _:
                assert_never(said)

    async def _own(self, said: facts.Home) -> HomeView:
        """What is there of the person's own; nothing is made for somebody who only looks."""
        async with self._uow(read_only=True) as work:
            workspace = await work.workspaces.of_platform(said.platform, said.workspace)
            if workspace is None:
                return HomeView()
            member = await self._roles.seen(work, workspace, said.user)
            if member is None:
                return HomeView()
            waiting = await work.submissions.in_state(workspace.id, State.SUBMITTED)
            return HomeView(
                member,
                await work.memberships.of_member(workspace.id, member.id),
                await work.submissions.of_member(workspace.id, member.id),
                await work.questions.of_member(workspace.id, member.id, MOST_ASKED),
                [each for each in waiting if member.moderates(each.communities)],
            )

    async def _answer(self, said: facts.Answer, today: date) -> Card:
        """An answer, as long as its one reader chose; else a card a practice."""
        shown = self._answers.shown(said)
        tallies = await self._tallies(shown)
        whole: list[Element | None] = []
        if said.length == Reader.PRACTITIONER.value and shown:
            whole = self._practices.whole(shown[0], today, tallies)
        verdicts = await self._verdicts(said)
        return self._answers.answer(said, today, verdicts, tallies, whole)

    async def _tallies(self, practice_ids: Collection[str]) -> Mapping[str, Tally]:
        """What councils found of practices."""
        async with self._uow(read_only=True) as work:
            return await self._checks.tallies(work, Subject.PRACTICE, practice_ids)

    async def _tried(self, said: facts.Tried) -> Card:
        """Examples of the knowledge base, then what councils reported themselves."""
        card = self._practices.tried(said)
        if not said.practice_id:
            return card
        async with self._uow(read_only=True) as work:
            found = await self._checks.take_up(work, Subject.PRACTICE, said.practice_id)
        return self._check_cards.after_examples(said, card, found)

    async def _verdicts(self, said: facts.Answer) -> tuple[bool, ...]:
        """What people said of the answer: Helpful or not, each."""
        if not said.rated_in:
            return ()
        async with self._uow(read_only=True) as work:
            given = await work.questions.feedback_on(said.rated_in, said.question_id)
        return tuple(verdict.helpful for verdict in given)

    async def _submission(self, workspace_id: str, id: str) -> Submission | None:
        if not id:
            return None
        async with self._uow(read_only=True) as work:
            return await work.submissions.get(workspace_id, id)

    async def _review(self, said: facts.Review) -> Card:
        submission = await self._submission(said.workspace_id, said.submission_id)
        if submission is None:
            return self._sharing.review(None, self._clock.now())
        return self._sharing.review(
            submission,
            self._clock.now(),
            await self._standing(submission),
            await self._near(submission),
        )

    async def _near(self, submission: Submission) -> list[Element]:
        """What is much like it, as things are when the card is drawn."""
        if self._likeness is None or submission.state is not State.SUBMITTED:
            return []
        async with self._uow(read_only=True) as work:
            waiting = await work.submissions.in_state(submission.workspace_id, State.SUBMITTED)
        twin = self._likeness.of_waiting(submission, waiting)
        # in a thread: a search takes a while, and nobody else is to wait for it
        near = await asyncio.to_thread(self._likeness.of_submission, submission)
        return self._merging.near(submission, near, twin)

    async def _alike(self, said: facts.MergingSaid) -> Card:
        match said:
            case facts.NearComparison():
                submission = await self._submission(said.workspace_id, said.submission_id)
                practice = self._library.practice(said.practice_id)
                return self._merging.comparison(submission, practice)
            case facts.Pairs():
                return self._merging.pairs(said)
            case _:
                assert_never(said)

    async def _standing(self, submission: Submission) -> Standing:
        """Who decided, who has taken it, and by when it should be decided."""
        now, space = self._clock.now(), submission.workspace_id
        async with self._uow(read_only=True) as work:
            decider = await work.members.get(space, submission.decided_by)
            claim = await work.claims.get(space, submission.id)
            if claim is not None and not claim.holds(now):
                claim = None
            holder = await work.members.get(space, claim.member_id) if claim else None
        return Standing(
            decided_by=decider.name if decider else "",
            is_taken=claim is not None,
            holder=holder.name if holder else "",
            until=self._target.local(claim.lapses_at) if claim else None,
            last_day=self._target.last_day(submission.changed_at),
            is_overdue=self._target.is_past(submission.changed_at, now),
        )

    async def _shared_out(self, said: facts.ReviewingSaid) -> Card:
        match said:
            case facts.HandOverForm():
                submission = await self._submission(said.workspace_id, said.submission_id)
                return self._reviewing.hand_over_form(said, submission)
            case facts.Overdue():
                return self._reviewing.overdue(
                    await self._with_standing(said.workspace_id, said.submission_ids)
                )
            case _:
                assert_never(said)

    async def _with_standing(
        self, workspace_id: str, ids: Sequence[str]
    ) -> list[tuple[Submission, Standing]]:
        """Those that are still there."""
        found = [await self._submission(workspace_id, id) for id in ids]
        return [(each, await self._standing(each)) for each in found if each is not None]

    async def _queue(self, said: facts.Queue) -> Card:
        waiting = await self._with_standing(said.workspace_id, said.submission_ids)
        if not said.concerns:
            return self._sharing.queue(waiting, self._clock.now())
        async with self._uow(read_only=True) as work:
            known = await work.concerns.open(said.workspace_id)
        worth = self._upkeep.concerns([each for each in known if each.practice_id in said.concerns])
        return self._sharing.queue(waiting, self._clock.now(), worth)

    async def _digest(self, said: facts.Digest) -> Card:
        if not said.issue_id:
            return self._digests.digest(said, None)
        return self._digests.digest(said, await self._issues.get(said.issue_id))
