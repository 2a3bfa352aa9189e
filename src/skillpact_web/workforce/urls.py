from __future__ import annotations

from django.urls import path

from . import peopleviews, recordviews, transfer, views

app_name = "workforce"
urlpatterns = [
    path("functions/", views.functions, name="functions"),
    path("functions/new/", views.create_function, name="create_function"),
    path("functions/import/", transfer.import_functions, name="import_functions"),
    path("functions/export/", transfer.export_functions, name="export_functions"),
    path("functions/<int:function_id>/", views.function, name="function"),
    path("functions/<int:function_id>/change/", views.change_function, name="change_function"),
    path("functions/<int:function_id>/skills/", views.decide, name="decide"),
    path("functions/<int:function_id>/skills/add/", views.add_skill, name="add_skill"),
    path("functions/<int:function_id>/undo/", views.undo_function, name="undo_function"),
    path("people/", peopleviews.list_page, name="people"),
    path("people/new/", peopleviews.create_employee, name="create_employee"),
    path("people/import/", transfer.import_employees, name="import_employees"),
    path("people/export/", transfer.export_employees, name="export_employees"),
    path("people/<int:employee_id>/", peopleviews.employee, name="employee"),
    path("people/<int:employee_id>/change/", peopleviews.change_employee, name="change_employee"),
    path("people/<int:employee_id>/undo/", peopleviews.undo_employee, name="undo_employee"),
    path("people/<int:employee_id>/delete/", peopleviews.delete_employee, name="delete_employee"),
    path("people/<int:employee_id>/code/", peopleviews.make_code, name="make_code"),
    path("people/<int:employee_id>/skills/add/", peopleviews.add_employee_skill, name="add_employee_skill"),
    path(
        "people/<int:employee_id>/skills/<int:employee_skill_id>/",
        peopleviews.change_employee_skill,
        name="change_employee_skill",
    ),
    path(
        "people/<int:employee_id>/skills/<int:employee_skill_id>/remove/",
        peopleviews.remove_employee_skill,
        name="remove_employee_skill",
    ),
    path("objections/<int:objection_id>/", peopleviews.objection, name="objection"),
    path("mine/", recordviews.mine, name="mine"),
    path("mine/code/", recordviews.take, name="take"),
    path("mine/<int:record_id>/leave/", recordviews.leave, name="leave"),
    path("mine/<int:record_id>/skills/<int:record_skill_id>/", recordviews.object_to, name="object"),
]
