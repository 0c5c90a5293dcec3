#!/usr/bin/python3
"""Reference values for phone numbers, made with Debian's python3-phonenumbers (libphonenumber).

  /usr/bin/python3 tests/unit/addresses/phone_reference.py numbers > tests/unit/addresses/phone_numbers.tsv
  /usr/bin/python3 tests/unit/addresses/phone_reference.py codes > src/addresses/country_codes.inc
"""
import random
import sys

import phonenumbers as p
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

CODES = sorted(p.COUNTRY_CODE_TO_REGION_CODE)


def metadata(code):
    regions = p.COUNTRY_CODE_TO_REGION_CODE[code]
    if regions == ("001",):
        return [PhoneMetadata.metadata_for_nongeo_region(code)]
    return [PhoneMetadata.metadata_for_region(region) for region in regions]


def codes():
    print("// Made by tests/unit/addresses/phone_reference.py of libphonenumber's tables; do not edit.")
    print("// {country code, lengths of national numbers as bits, a trunk \"0\" is dropped}")
    for code in CODES:
        of = metadata(code)
        lengths = 0
        for one in of:
            for length in one.general_desc.possible_length:
                if length > 0:
                    lengths |= 1 << length
        # Where national numbers may begin with 0 themselves (Italy), a 0 is no trunk prefix.
        trunk = of[0].national_prefix == "0" and not of[0].leading_zero_possible
        print("{%d, 0x%x, %s}," % (code, lengths, "true" if trunk else "false"))


def written(number):
    """Ways in which people write a number."""
    code = str(number.country_code)
    national = p.national_significant_number(number)
    international = p.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    yield international
    yield "00" + code + national
    if number.country_code != 84:
        if metadata(number.country_code)[0].national_prefix == "0" and not number.italian_leading_zero:
            yield "+" + code + " (0) " + national
        return
    yield "+" + code + national
    yield international.replace(" ", "\u00a0")
    yield international.replace(" ", "-").replace("-", "\u2011")
    yield p.format_number(number, PhoneNumberFormat.RFC3966)
    yield p.format_number(number, PhoneNumberFormat.NATIONAL)
    yield national
    yield code + national
    if national[0] != "1":  # 1900 … is dialled without the 0
        yield "0" + national
        yield code + "0" + national
        yield "+" + code + " (0) " + national
        yield "0" + national[:2] + "." + national[2:5] + "." + national[5:]
        yield "(0" + national[:2] + ") " + national[2:]
        yield "".join(chr(0xff10 + int(d)) for d in "0" + national)


def numbers():
    print("# Made by tests/unit/addresses/phone_reference.py with python3-phonenumbers " + p.__version__)
    print("# what is written <tab> E.164, as libphonenumber reads it in Vietnam")
    seen = set()

    def tell(text):
        if text in seen:
            return
        seen.add(text)
        number = p.parse(text, "VN")
        assert p.is_valid_number(number), text
        assert number.extension is None, text
        print(text + "\t" + p.format_number(number, PhoneNumberFormat.E164))

    draw = random.Random(84)
    vietnam = ["32", "39", "52", "56", "59", "70", "79", "81", "84", "89", "90", "93", "99"]
    vietnam = [head + "%07d" % draw.randrange(10**7) for head in vietnam]
    vietnam += ["844666531", "840901234", "840123456", "849012345"]  # they begin like the country code
    vietnam += [area + "%07d" % (3 * 10**6 + draw.randrange(10**6))
                for area in ["203", "236", "243", "283", "299"]]
    vietnam += ["19001234", "1900123456", "18001234", "1800123456"]
    for national in vietnam:
        number = p.PhoneNumber(country_code=84, national_number=int(national))
        if p.is_valid_number(number):
            for text in written(number):
                tell(text)
    for code in CODES:
        if code == 84:
            continue
        region = p.COUNTRY_CODE_TO_REGION_CODE[code][0]
        for kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE):
            number = p.example_number_for_type(region, kind) if region != "001" \
                else p.example_number_for_non_geo_entity(code)
            if number is not None:
                for text in written(number):
                    try:
                        tell(text)
                    except AssertionError:
                        pass  # written in a way that nobody there writes


if __name__ == "__main__":
    {"codes": codes, "numbers": numbers}[sys.argv[1]]()
