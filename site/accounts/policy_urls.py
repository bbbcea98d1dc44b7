"""The policies, for everybody."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("<slug:kind>/", views.policy, name="policy"),
    path("<slug:kind>/<str:version>/", views.policy, name="policy-version"),
]
