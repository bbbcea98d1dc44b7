"""The policies, for everybody."""

from django.urls import path

from accounts.views import own

urlpatterns = [
    path("<slug:kind>/", own.policy, name="policy"),
    path("<slug:kind>/<str:version>/", own.policy, name="policy-version"),
]
