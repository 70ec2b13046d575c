"""Tryton 7: an ERP system with an ORM of its own on SQLite; parties made, listed and changed by scripts, modules updated."""

PACKAGES = ["trytond==7.0.38", "trytond_party==7.0.5", "trytond_product==7.0.4", "trytond_sale==7.0.13", "trytond_company==7.0.3",
            "trytond_currency==7.0.1", "trytond_country==7.0.1", "proteus==7.0.3", "Werkzeug==3.1.3", "lxml==6.0.0",
            "python-dateutil==2.9.0.post0", "python-sql==1.5.2", "setuptools==80.9.0"]
APPLICATION = ["/trytond/"]
FILES = {
    "trytond.conf": "[database]\nuri = sqlite://\npath = PLACE\n[web]\nlisten = localhost:PORT\n[session]\nauthentications = password\n"
                    "[password]\nlength = 4\n",
    "pass": "field-Pass-1\n",
    "parties.py": '''
import datetime
import sys
from decimal import Decimal

from proteus import Model, config

config.set_trytond("sqlite:///erp", config_file="trytond.conf")
Party, Category = Model.get("party.party"), Model.get("party.category")
what = sys.argv[1]
if what == "fill":
    categories = []
    for number in range(5):
        category = Category(name=f"category {number} of {sys.argv[2]}")
        category.save()
        categories.append(category)
    for number in range(12):
        party = Party(name=f"party {number}")
        party.addresses[0].street = f"street {number}"
        party.addresses[0].city = "city"
        party.addresses.new(street="second", city="other")
        contact = party.contact_mechanisms.new()
        contact.type, contact.value = "email", f"p{number}@example.org"
        party.categories.append(Category(categories[number % 5].id))
        party.save()
if what == "list":
    for party in Party.find([]):
        print(party.rec_name, [address.rec_name for address in party.addresses],
              [mechanism.value for mechanism in party.contact_mechanisms], [category.name for category in party.categories])
if what == "change":
    for party in Party.find([("name", "like", "party%")], limit=8):
        party.name += " changed"
        party.save()
    parties = Party.find([])
    Party.delete(parties[-3:])
''',
}
TRYTOND_ADMIN = ["env", "TRYTONPASSFILE={place}/pass", "{bin}/trytond-admin", "-c", "trytond.conf", "-d", "erp", "--email", "a@example.org"]
PREPARE = [
    ["sed", "-i", "s#PLACE#{place}#;s#PORT#{port}#", "trytond.conf"],
    ["touch", "erp.sqlite"],
    [*TRYTOND_ADMIN, "--all"],
    [*TRYTOND_ADMIN, "--activate-dependencies", "-u", "party", "product", "company"],
    ["{python}", "parties.py", "fill", "first"],
]
COMMANDS = [
    ["{python}", "parties.py", "list"],
    ["{python}", "parties.py", "fill", "second"],
    ["{python}", "parties.py", "change"],
    ["{python}", "parties.py", "list"],
    [*TRYTOND_ADMIN, "-u", "product"],
]
ENVIRONMENT = {"TRYTOND_CONFIG": "{place}/trytond.conf"}
CLEAN = [r"\d{4}-\d\d-\d\d.*", r"\[\d+ \d+\].*"]
SECONDS = 300
