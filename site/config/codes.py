"""Which forms take codes: however mail programs and phones write them."""

_TYPED = "accounts.typed_codes"
OF_ALLAUTH = {
    "confirm_login_code": f"{_TYPED}.SignInCodeForm",
    "confirm_email_verification_code": f"{_TYPED}.AddressCodeForm",
    "confirm_reauthentication_code": f"{_TYPED}.AgainCodeForm",
}
OF_ITS_SECOND_FACTOR = {
    "authenticate": f"{_TYPED}.SecondStepForm",
    "reauthenticate": f"{_TYPED}.SecondStepAgainForm",
    "activate_totp": f"{_TYPED}.FirstDigitsForm",
}
