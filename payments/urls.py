"""Addresses of this app: enrolling, Stripe's events, a payer's orders, the coordinator's desk."""

from django.urls import path

from payments.desk.views import money as desk
from payments.desk.views import promises
from payments.enrolling import paying, success, views
from payments.webhooks.views import receive

urlpatterns = [
    path("enrol/paid/<uuid:order_id>/", success.paid, name="checkout-success"),
    path("enrol/back/<uuid:order_id>/", paying.back, name="checkout-back"),
    path("enrol/release/<uuid:order_id>/", paying.give_seat_back, name="enrol-release"),
    path("enrol/<slug:slug>/", views.enrol, name="enrol"),
    path("enrol/<slug:slug>/who/", views.who, name="enrol-who"),
    path("enrol/<slug:slug>/somebody-else/", views.somebody_else, name="enrol-somebody-else"),
    path("enrol/<slug:slug>/about/", views.about, name="enrol-about"),
    path("enrol/<slug:slug>/agreement/", views.agreement, name="enrol-agreement"),
    path("enrol/<slug:slug>/hold/", views.hold, name="enrol-hold"),
    path("enrol/<slug:slug>/pay/", paying.pay, name="enrol-pay"),
    path("orders/", success.orders, name="orders"),
    path("orders/<uuid:order_id>/", success.order, name="order"),
    path("stripe/webhook/", receive, name="stripe-webhook"),
    path("desk/orders/", desk.orders, name="desk-orders"),
    path("desk/orders/<uuid:order_id>/", desk.order, name="desk-order"),
    path("desk/orders/<uuid:order_id>/sync/", desk.sync, name="desk-order-sync"),
    path("desk/orders/<uuid:order_id>/refund/", desk.refund, name="desk-order-refund"),
    path("desk/groups/<slug:slug>/open/", desk.open_group, name="desk-open"),
    path("desk/groups/<slug:slug>/discard/", desk.discard, name="desk-discard"),
    path("desk/groups/<slug:slug>/price/", desk.price, name="desk-price"),
    path("desk/promises/", promises.promises, name="desk-promises"),
    path("desk/cases/", desk.cases, name="desk-cases"),
    path("desk/cases/<uuid:case_id>/ask/", desk.ask, name="desk-case-ask"),
    path("desk/cases/<uuid:case_id>/resolve/", desk.resolve, name="desk-case-resolve"),
]
