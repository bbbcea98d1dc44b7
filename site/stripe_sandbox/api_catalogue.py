"""Products, prices and customers, as far as a session needs them."""

from collections.abc import Callable
from decimal import Decimal

from stripe import params as types

from stripe_sandbox import objects_other
from stripe_sandbox.book import Book
from stripe_sandbox.endpoint import Call, Endpoint, carried, refuse_rest
from stripe_sandbox.errors import invalid_parameter, missing_parameter, no_such, not_carried
from stripe_sandbox.listing import page_of
from stripe_sandbox.money import CURRENCIES, THREE_DECIMAL
from stripe_sandbox.store import Json

LARGEST_UNIT_AMOUNT = 999_999_999_999
_PRICE = carried(
    """active billing_scheme currency expand lookup_key metadata nickname product product_data
    tax_behavior unit_amount unit_amount_decimal"""
)
_PRODUCT = carried(
    """active description expand id images marketing_features metadata name statement_descriptor
    tax_code type unit_label url"""
)
_CUSTOMER = carried(
    """address description email expand metadata name phone preferred_locales tax_exempt"""
)


def create_price(book: Book, data: Json, path: str = "", *, active: bool = True) -> Json:
    """Store the price that ``data`` describes, with its product when it brings one along.

    ``path`` names where the data stood in the request, for the refusals. The prices of a session's
    ``price_data`` are stored inactive, as Stripe does: they serve that session only.
    """

    def at(name: str) -> str:
        return f"{path}[{name}]" if path else name

    refuse_rest(data, _PRICE, path)
    if data.get("billing_scheme", "per_unit") != "per_unit":
        raise not_carried(at("billing_scheme"))
    currency = data["currency"]
    if currency not in CURRENCIES:
        raise invalid_parameter(
            at("currency"), f"Invalid currency: {currency}. Use a lower-case ISO code of Stripe's."
        )
    unit_amount = _unit_amount(data, at)
    if ("product" in data) == ("product_data" in data):
        raise missing_parameter(at("product_data"))
    if "product_data" in data:
        refuse_rest(data["product_data"], _PRODUCT, at("product_data"))
        product = objects_other.product(book, data["product_data"], active=active)
        book.store.put(product)
    else:
        found = book.find("product", data["product"])
        if found is None:
            raise no_such("product", data["product"], param=at("product"), status=400)
        product = found
    price = objects_other.price(
        book, data | {"unit_amount": unit_amount}, product_id=product["id"], active=active
    )
    book.store.put(price)
    return price


def _unit_amount(data: Json, at: Callable[[str], str]) -> int:
    if ("unit_amount" in data) == ("unit_amount_decimal" in data):
        raise missing_parameter(at("unit_amount"))
    amount: int | Decimal = data["unit_amount" if "unit_amount" in data else "unit_amount_decimal"]
    if amount > LARGEST_UNIT_AMOUNT:
        raise invalid_parameter(
            at("unit_amount"), "This amount is too large.", code="parameter_invalid_integer"
        )
    if isinstance(amount, Decimal):
        if amount != amount.to_integral_value():
            raise not_carried(f"fractions of a minor unit in {at('unit_amount_decimal')}")
        amount = int(amount)
    if amount < 0:
        raise invalid_parameter(
            at("unit_amount"), "An amount cannot be negative.", code="parameter_invalid_integer"
        )
    if data["currency"] in THREE_DECIMAL and amount % 10:
        raise invalid_parameter(
            at("unit_amount"),
            f"Amounts in {data['currency'].upper()} have to end in 0, because card networks settle"
            " two decimals only.",
            code="parameter_invalid_integer",
        )
    return int(amount)


def new_price(call: Call) -> Json:
    price = create_price(call.book, call.params)
    call.book.emit("price.created", price)
    return price


def new_product(call: Call) -> Json:
    refuse_rest(call.params, _PRODUCT)
    sent_id = call.params.get("id")
    if sent_id is not None and call.book.store.get(sent_id) is not None:
        raise invalid_parameter(
            "id", f"There is a product {sent_id} already.", code="resource_already_exists"
        )
    product = objects_other.product(call.book, call.params)
    call.book.store.put(product)
    call.book.emit("product.created", product)
    return product


def new_customer(call: Call) -> Json:
    refuse_rest(call.params, _CUSTOMER)
    customer = objects_other.customer(call.book, call.params)
    call.book.store.put(customer)
    call.book.emit("customer.created", customer)
    return customer


def change_customer(call: Call) -> Json:
    refuse_rest(call.params, _CUSTOMER)
    customer = _find(call, "customer")
    for name in ("description", "email", "name", "phone"):
        if name in call.params:
            customer[name] = call.params[name] or None
    call.change_metadata(customer)
    call.book.emit("customer.updated", customer, previous={})
    return customer


def _find(call: Call, kind: str) -> Json:
    found = call.book.find(kind, call.ids["id"])
    if found is None:
        raise no_such(kind, call.ids["id"])
    return found


def get_price(call: Call) -> Json:
    return _find(call, "price")


def get_product(call: Call) -> Json:
    return _find(call, "product")


def get_customer(call: Call) -> Json:
    return _find(call, "customer")


def list_customers(call: Call) -> Json:
    return page_of(
        call.book, "customer", "/v1/customers", call.params, filters={"email": "$.email"}
    )


ENDPOINTS = (
    Endpoint("POST", "/v1/prices", types.PriceCreateParams, new_price),
    Endpoint("GET", "/v1/prices/{id}", types.PriceRetrieveParams, get_price),
    Endpoint("POST", "/v1/products", types.ProductCreateParams, new_product),
    Endpoint("GET", "/v1/products/{id}", types.ProductRetrieveParams, get_product),
    Endpoint("POST", "/v1/customers", types.CustomerCreateParams, new_customer),
    Endpoint("GET", "/v1/customers", types.CustomerListParams, list_customers),
    Endpoint("GET", "/v1/customers/{id}", types.CustomerRetrieveParams, get_customer),
    Endpoint("POST", "/v1/customers/{id}", types.CustomerUpdateParams, change_customer),
)
