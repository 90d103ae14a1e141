"""Addresses of the working groups' pages."""

from django.urls import path

from workgroups import views

app_name = "workgroups"
urlpatterns = [path("", views.meetings, name="meetings")]
