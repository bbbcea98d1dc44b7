"""Everything under /account/ that is ours; allauth's own pages stand beside it."""

from django.urls import path

from accounts.views import codes, contact, own, team

urlpatterns = [
    path("login/", codes.sign_in, name="account_login"),
    path("signed-out/", codes.signed_out, name="account-signed-out"),
    path("login/code/", codes.ask_for_code, name="account_request_login_code"),
    path("signup/", codes.begin, name="account_signup"),
    path("login/code/confirm/", codes.confirm_sign_in, name="account_confirm_login_code"),
    path("confirm-email/", codes.confirm_address, name="account_email_verification_sent"),
    path("", own.details, name="account-details"),
    path("people/new/", own.add_member, name="account-member-new"),
    path("people/<uuid:member_id>/", own.edit_member, name="account-member"),
    path("people/<uuid:member_id>/pin/", own.pin, name="account-pin"),
    path("people/<uuid:member_id>/contact/", contact.contact, name="account-contact"),
    path("people/<uuid:member_id>/record/", own.record_openings, name="account-record"),
    path("staff/", team.team, name="account-staff"),
    path("staff/<int:account_id>/", team.person, name="account-staff-person"),
    path("staff/<int:account_id>/role/", team.take_role, name="account-staff-role"),
    path(
        "staff/<int:account_id>/second-factor/",
        team.reset_factor,
        name="account-staff-factor",
    ),
]
