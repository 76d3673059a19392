"""`digest`: look at a community's next digest, or send it now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import FAILED, say, say_error, say_json, with_application
from ntg_bot.domain.errors import NotFound

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application
    from ntg_bot.domain.digest import DigestIssue
    from ntg_bot.publishing.mail import Mail

app = typer.Typer(help="Weekly digests of the communities.", no_args_is_help=True)


@app.command()
def preview(
    community: str = typer.Argument(help="A community, by id or by name."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Show what a community's next digest holds so far."""
    with_application(lambda application: _preview(application, community, as_json))


@app.command()
def send(community: str = typer.Argument(help="A community, by id or by name.")) -> None:
    """Send a community's digest now, instead of at its time this week."""
    if not with_application(lambda application: _send(application, community)):
        raise typer.Exit(FAILED)


@app.command()
def mail(
    community: str = typer.Argument(help="A community, by id or by name."),
    out: Path = typer.Option(..., help="The folder for the files; made where there is none."),
    week: str = typer.Option("", help="A week, as 2026-W48; by default the latest digest."),
    sender: str = typer.Option("", "--from", help="The address the mail comes from."),
    unsubscribe: str = typer.Option(
        "", help="Where people stop it: mailto:... or https://... Mail programs show a button."
    ),
    public_only: bool = typer.Option(
        False, "--public-only", help="Leave out members' questions, for readers outside."
    ),
) -> None:
    """Write a digest that was sent as mail: .html, .txt, and .eml with both."""
    name, made = with_application(
        lambda application: _mail(
            application, community, week, sender, unsubscribe, public_only=public_only
        )
    )
    files = {".html": made.html.encode(), ".txt": made.text.encode(), ".eml": made.message}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for suffix, content in files.items():
            (out / f"{name}{suffix}").write_bytes(content)
            say(f"Wrote {out / f'{name}{suffix}'}")
    except OSError as error:
        say_error(f"cannot write to {out}: {error.strerror}. Choose another folder with --out.")
        raise typer.Exit(FAILED) from None
    if not unsubscribe:
        say("It says nothing of how to stop it: give --unsubscribe an address that people may use.")


def _id_of(application: Application, name: str) -> str:
    from ntg_bot.services.membership import MembershipService

    try:
        return MembershipService(application.library, application.clock).community(name).id
    except NotFound:
        known = ", ".join(community.id for community in application.library.taxonomy.communities)
        raise NotFound(f"There is no community “{name}”.", f"Use one of: {known}.") from None


async def _preview(application: Application, name: str, as_json: bool) -> None:
    from ntg_bot.conversation import facts
    from ntg_bot.domain.encoding import to_plain

    community = _id_of(application, name)
    async with application.database.uow(read_only=True) as work:
        found = await application.joined.digests.preview(work, community)
    if as_json:
        say_json(
            {
                "community": community,
                "week": str(found.week),
                "start": found.start.isoformat(),
                "end": found.end.isoformat(),
                "items": [to_plain(item) for item in found.items],
                "left_out": found.left_out,
                "note": found.note,
            }
        )
        return
    said = facts.Digest(
        community,
        str(found.week),
        items=found.items,
        is_preview=True,
        left_out=found.left_out,
        note=found.note,
    )
    say((await application.joined.presenter.present(said)).summary)


async def _send(application: Application, name: str) -> bool:
    community = _id_of(application, name)
    issue, channels = await application.joined.sender.send(community, by_hand=True)
    if issue is None:
        say_error("another process has just sent this digest.")
        return False
    title = application.library.community_name(community)
    if not channels:
        say(f"The digest of {title} for {issue.week} is written, but no channel is bound to it.")
        return True
    say(
        f"The digest of {title} for {issue.week} is on its way to {channels} "
        f"{'channel' if channels == 1 else 'channels'}. A running `ntg-bot serve` delivers it."
    )
    return True


async def _mail(
    application: Application,
    community: str,
    week: str,
    sender: str,
    unsubscribe: str,
    *,
    public_only: bool,
) -> tuple[str, Mail]:
    """The name of the files, and what goes into them."""
    from ntg_bot.conversation.present.digests import DigestWords
    from ntg_bot.publishing.mail import digest_mail

    issue = await _issue(application, _id_of(application, community), week)
    words = DigestWords(application.library, application.parts.catalogue)
    page = words.page(issue, public_only=public_only)
    if not page.sections:
        raise NotFound(key="refused.digest_only_questions", week=issue.week)
    stop = words.stop(unsubscribe.removeprefix("mailto:")) if unsubscribe else ""
    made = digest_mail(page, sender=sender, unsubscribe=unsubscribe, stop=stop)
    return f"{issue.community}-{issue.week}", made


async def _issue(application: Application, community: str, week: str) -> DigestIssue:
    """A digest that was sent; raises NotFound, also for a week in which there was nothing."""
    from ntg_bot.domain.digest import IssueStatus, Week

    wanted = Week.parse(week) if week else None
    async with application.database.uow(read_only=True) as work:
        if wanted is None:
            issue = await application.joined.digests.latest(work, community)
        else:
            issue = await work.digests.of_week(community, wanted)
    if issue is not None and issue.status is not IssueStatus.EMPTY:
        return issue
    name = application.library.community_name(community)
    if wanted is not None:
        raise NotFound(key="refused.no_digest_of_week", community=name, week=wanted)
    raise NotFound(key="refused.no_digest_yet", community=name, id=community)
