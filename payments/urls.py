"""Addresses of this app: enrolling, Stripe's events, a payer's orders, the coordinator's desk."""

from django.urls import path

from payments.desk.views import by_hand, promises, refunds
from payments.desk.views import cases as desk_cases
from payments.desk.views import groups as desk_groups
from payments.desk.views import orders as desk_orders
from payments.enrolling.views import answers, paying, steps, success, waiting
from payments.webhooks.views import receive

urlpatterns = [
    path("enrol/paid/<uuid:order_id>/", success.paid, name="checkout-success"),
    path("enrol/back/<uuid:order_id>/", paying.back, name="checkout-back"),
    path("enrol/release/<uuid:order_id>/", paying.give_seat_back, name="enrol-release"),
    path("enrol/answers/<uuid:enrollment_id>/", answers.answers, name="enrol-answers"),
    path("enrol/<slug:slug>/", steps.enrol, name="enrol"),
    path("enrol/<slug:slug>/who/", steps.who, name="enrol-who"),
    path("enrol/<slug:slug>/somebody-else/", steps.somebody_else, name="enrol-somebody-else"),
    path("enrol/<slug:slug>/about/", steps.about, name="enrol-about"),
    path("enrol/<slug:slug>/agreement/", steps.agreement, name="enrol-agreement"),
    path("enrol/<slug:slug>/hold/", steps.hold, name="enrol-hold"),
    path("enrol/<slug:slug>/wait/", waiting.wait, name="enrol-wait"),
    path("enrol/<slug:slug>/wait/leave/", waiting.leave, name="enrol-wait-leave"),
    path("offer/<str:token>/", waiting.offer, name="seat-offer"),
    path("enrol/<slug:slug>/pay/", paying.pay, name="enrol-pay"),
    path("orders/", success.orders, name="orders"),
    path("orders/<uuid:order_id>/", success.order, name="order"),
    path("stripe/webhook/", receive, name="stripe-webhook"),
    path("desk/orders/", desk_orders.orders, name="desk-orders"),
    path(
        "desk/orders/of/<uuid:enrollment_id>/", desk_orders.order_of_seat, name="desk-order-of-seat"
    ),
    path("desk/seats/<uuid:enrollment_id>/", desk_orders.seat_story, name="desk-seat-story"),
    path("desk/orders/<uuid:order_id>/", desk_orders.order, name="desk-order"),
    path("desk/orders/<uuid:order_id>/sync/", desk_orders.sync, name="desk-order-sync"),
    path("desk/orders/<uuid:order_id>/refund/", refunds.refund, name="desk-order-refund"),
    path("desk/orders/<uuid:order_id>/received/", by_hand.received, name="desk-order-received"),
    path("desk/orders/<uuid:order_id>/end/", by_hand.end, name="desk-order-end"),
    path("desk/groups/<slug:slug>/enrol/", by_hand.enrol, name="desk-enrol"),
    path("desk/groups/<slug:slug>/enrol/above/", by_hand.enrol_beyond, name="desk-enrol-above"),
    path("desk/groups/<slug:slug>/open/", desk_groups.open_group, name="desk-open"),
    path("desk/groups/<slug:slug>/discard/", desk_groups.discard, name="desk-discard"),
    path("desk/groups/<slug:slug>/price/", desk_groups.price, name="desk-price"),
    path("desk/promises/", promises.promises, name="desk-promises"),
    path("desk/cases/", desk_cases.cases, name="desk-cases"),
    path("desk/cases/<uuid:case_id>/ask/", desk_cases.ask, name="desk-case-ask"),
    path("desk/cases/<uuid:case_id>/resolve/", desk_cases.resolve, name="desk-case-resolve"),
]
