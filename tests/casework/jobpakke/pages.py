"""What the tests of the builder share: the fields of its page as a browser would send them."""

from html.parser import HTMLParser

from django.urls import reverse


class _Fields(HTMLParser):
    """Every field of the builder that a browser sends: not disabled ones, boxes only when ticked."""

    def __init__(self):
        super().__init__()
        self.data, self.selected, self.textarea = {}, None, None

    def handle_starttag(self, tag, attrs):
        got = dict(attrs)
        name = got.get("name")
        if tag == "option" and self.selected and ("selected" in got or self.data.get(self.selected) is None):
            self.data[self.selected] = got.get("value", "")
        if not name or "disabled" in got or name == "csrfmiddlewaretoken":
            return
        if tag == "input" and (got.get("type") != "checkbox" or "checked" in got):
            self.data[name] = got.get("value") or ("on" if got.get("type") == "checkbox" else "")
        elif tag == "select":
            self.selected, self.data[name] = name, None
        elif tag == "textarea":
            self.textarea, self.data[name] = name, ""

    def handle_endtag(self, tag):
        if tag == "select":
            self.selected = None
        elif tag == "textarea":
            self.textarea = None

    def handle_data(self, data):
        if self.textarea:
            self.data[self.textarea] += data


def fields(response):
    """What stands in the builder on that page."""
    page = response.content.decode()
    start = page.index('<form id="builder"')
    parser = _Fields()
    parser.feed(page[start : page.index("</form>", start)])
    return {name: value or "" for name, value in parser.data.items()}


def start_url(opening):
    return reverse("casework:jobpakke_start", args=[opening.public_id])


def build_url(opening):
    return reverse("casework:jobpakke_build", args=[opening.public_id])


def preview_url(opening):
    return reverse("casework:jobpakke_preview", args=[opening.public_id])


def edit_url(package):
    return reverse("casework:jobpakke_edit", args=[package.public_id])


def detail_url(package):
    return reverse("casework:jobpakke_detail", args=[package.public_id])


def opened(client, opening, citizen, blueprint=None):
    """The builder as it opens."""
    return client.get(
        build_url(opening), {"borger": citizen.public_id, "model": blueprint.public_id if blueprint else ""}
    )
