from __future__ import annotations

from django.urls import path

from .views import invitations, keys, own, people

app_name = "accounts"
urlpatterns = [
    path("", own.account, name="account"),
    path("roles/", own.switch, name="switch"),
    path("second-factor/", own.second_factor, name="second_factor"),
    path("people/", people.people, name="people"),
    path("people/<int:membership_id>/grant/", people.grant_role, name="grant_role"),
    path("people/<int:membership_id>/end/", people.end_role, name="end_role"),
    path("people/<int:membership_id>/reset-factors/", people.reset_second_factors, name="reset_second_factors"),
    path("invitations/", invitations.list_invitations, name="invitations"),
    path("invitations/new/", invitations.invite, name="invite"),
    path("invitations/<int:invitation_id>/revoke/", invitations.revoke_invitation, name="revoke_invitation"),
    path("invitation/<str:secret>/", invitations.open_invitation, name="open_invitation"),
    path("invitation/<str:secret>/renew/", invitations.renew_invitation, name="renew_invitation"),
    path("tokens/", keys.list_tokens, name="tokens"),
    path("tokens/new/", keys.create_token, name="create_token"),
    path("tokens/<int:token_id>/revoke/", keys.revoke_token, name="revoke_token"),
    # The address of allauth's own page, in our look and at a fixed number of queries.
    path("sessions/", keys.list_sessions, name="sessions"),
    path("sessions/<int:session_id>/end/", keys.end_session, name="end_session"),
    path("sessions/end-others/", keys.end_other_sessions, name="end_other_sessions"),
]
