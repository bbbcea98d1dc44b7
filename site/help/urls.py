"""Crisis help and the accent stylesheet."""

from django.urls import path

from help import views

app_name = "help"
urlpatterns = [
    path("", views.crisis, name="crisis"),
    path("numbers/", views.numbers, name="numbers"),
    path("numbers/<str:country>/", views.numbers_country, name="numbers-country"),
    path("accent.css", views.accent, name="accent"),
    path("<str:country>/", views.crisis_country, name="crisis-country"),
]
