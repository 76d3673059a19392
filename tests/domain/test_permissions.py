"""Who may do what: the table, read out for every role and act."""

from __future__ import annotations

import pytest

from ntg_bot.domain.errors import NotAllowed
from ntg_bot.domain.people import Appointment, Member, Role
from ntg_bot.domain.permissions import WHO_MAY, Act, may, require

MATRIX = {
    Role.MEMBER: set(),
    Role.FACILITATOR: {Act.BIND, Act.ASSIGN, Act.GAPS},
    Role.CURATOR: {Act.CURATE, Act.GAPS},
    Role.MODERATOR: {Act.REVIEW, Act.CURATE, Act.BIND, Act.ASSIGN, Act.GAPS, Act.DIGEST},
    Role.ADMIN: set(Act),
}


def member(role: Role = Role.MEMBER, *appointments: Appointment) -> Member:
    return Member("m1", "w1", "u1", "Asa", role, appointments=appointments)


def test_every_act_has_its_place_in_the_table() -> None:
    assert set(WHO_MAY) == set(Act)
    assert set(MATRIX) == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_in_the_whole_workspace_may_what_the_table_says_everywhere(role: Role) -> None:
    for somebody in (member(role), member(Role.MEMBER, Appointment(role, ""))):
        if role is Role.ADMIN and not somebody.is_admin:
            continue  # nobody is an admin by appointment
        for act in Act:
            for communities in (None, (), ("send",)):
                assert may(somebody, act, communities) == (act in MATRIX[role]), (act, communities)


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.CURATOR, Role.MODERATOR])
def test_a_role_in_one_community_counts_there_alone(role: Role) -> None:
    somebody = member(Role.MEMBER, Appointment(role, "send"))
    for act in Act:
        allowed = act in MATRIX[role]
        assert may(somebody, act, ["send", "attendance"]) == may(somebody, act) == allowed
        assert not may(somebody, act, ["attendance"])
        assert not may(somebody, act, ())
        with pytest.raises(NotAllowed) as told:
            require(somebody, act, ["attendance"])
        assert told.value.key.startswith("refused.")


def test_an_appointment_makes_nobody_an_admin() -> None:
    somebody = member(Role.MEMBER, Appointment(Role.ADMIN, ""), Appointment(Role.ADMIN, "send"))
    assert not any(may(somebody, act, ["send"]) for act in Act)
