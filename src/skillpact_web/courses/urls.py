from __future__ import annotations

from django.urls import path

from . import cohortviews, fundingviews, transfer, views

app_name = "courses"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("new/", views.create, name="create"),
    path("import/", transfer.import_page, name="import"),
    path("export/", transfer.export, name="export"),
    path("mine/", cohortviews.mine, name="mine"),
    path("money/", fundingviews.funding, name="funding"),
    path("money/new/", fundingviews.create_funder, name="create_funder"),
    path("money/<int:funder_id>/", fundingviews.change_funder, name="change_funder"),
    path("money/periods/new/", fundingviews.create_period, name="create_period"),
    path("money/periods/<int:period_id>/delete/", fundingviews.delete_period, name="delete_period"),
    path("money/resources/new/", fundingviews.create_resource, name="create_resource"),
    path("money/resources/<int:resource_id>/delete/", fundingviews.delete_resource, name="delete_resource"),
    path("cohorts/<int:cohort_id>/enrol/", cohortviews.enrol, name="enrol"),
    path("cohorts/<int:cohort_id>/keep/", cohortviews.keep_seats, name="keep_seats"),
    path("cohorts/<int:cohort_id>/", cohortviews.cohort, name="cohort"),
    path("cohorts/<int:cohort_id>/change/", cohortviews.change_cohort, name="change_cohort"),
    path("enrolments/<int:enrolment_id>/", cohortviews.set_enrolment, name="set_enrolment"),
    path("<int:course_id>/", views.detail, name="detail"),
    path("<int:course_id>/change/", views.change, name="change"),
    path("<int:course_id>/skills/", views.decide, name="decide"),
    path("<int:course_id>/skills/add/", views.add_skill, name="add_skill"),
    path("<int:course_id>/undo/", views.undo, name="undo"),
    path("<int:course_id>/read/", views.read_again, name="read_again"),
    path("<int:course_id>/cohorts/new/", cohortviews.create_cohort, name="create_cohort"),
]
