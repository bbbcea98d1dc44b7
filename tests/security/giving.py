"""Rows of what is given: the team's library, a group's pages, a member's own."""

from accounts.roles import Role
from tests.security.objects import (
    NO_GIVEN,
    NO_GIVEN_IN_GROUP,
    NO_GROUP,
    NO_RESOURCE,
    NO_RESOURCE_TO_GIVE,
    a_resource,
    given_in_group,
    own_given,
    own_group,
    resource_to_give,
)
from tests.security.rows import OWN_TEAM, Row, own_only, signed_in, staff

LEADERS = staff(Role.FACILITATOR, other_facilitator=404, superuser=403)
TEAM = staff(Role.FACILITATOR, Role.COORDINATOR)


GIVING = [
    Row("resources", signed_in()),
    Row("resources-seen", signed_in()),
    Row("resource-given", own_only(), own_given, NO_GIVEN),
    Row("resource-paper", own_only(202), own_given, NO_GIVEN),
    Row("resource-done", own_only(302), own_given, NO_GIVEN, method="POST"),
    Row("desk-resources", TEAM),
    Row("desk-resources", TEAM, data={"csv": "resources"}),
    Row("desk-resource", TEAM, a_resource, NO_RESOURCE),
    Row("desk-resource-look", TEAM, a_resource, NO_RESOURCE),
    Row(
        "desk-resource-tags",
        staff(Role.FACILITATOR, Role.COORDINATOR, status=400),
        a_resource,
        NO_RESOURCE,
        method="POST",
    ),
    Row("desk-given", OWN_TEAM, own_group, NO_GROUP),
    Row("desk-given", OWN_TEAM, own_group, NO_GROUP, data={"csv": "given"}),
    Row("desk-standing", LEADERS, own_group, NO_GROUP),
    Row("desk-standing", LEADERS, own_group, NO_GROUP, data={"csv": "standing"}),
    Row("desk-give", LEADERS, resource_to_give, NO_RESOURCE_TO_GIVE),
    Row(
        "desk-give",
        staff(Role.FACILITATOR, status=400, other_facilitator=404, superuser=403),
        resource_to_give,
        NO_RESOURCE_TO_GIVE,
        method="POST",
    ),
    Row("desk-given-one", LEADERS, given_in_group, NO_GIVEN_IN_GROUP),
    Row(
        "desk-given-paper",
        staff(Role.FACILITATOR, status=404, superuser=403),
        given_in_group,
        NO_GIVEN_IN_GROUP,
        method="POST",
        why="nobody is named who got it",
    ),
    Row("desk-given-back", LEADERS, given_in_group, NO_GIVEN_IN_GROUP),
    Row(
        "desk-given-back",
        staff(Role.FACILITATOR, status=302, other_facilitator=404, superuser=403),
        given_in_group,
        NO_GIVEN_IN_GROUP,
        method="POST",
    ),
]
