#!/usr/bin/env bash
# Wagtail 8.0.1: the editor of a new page saves by itself. Whoever presses "Save draft" while that first save is
# under way sends the form to the address that creates pages once more, because it is only told the new page's
# address with the answer.
#
# Seen on a connection that answers after eight seconds: two POSTs to /admin/pages/add/…, one answered as JSON, and an
# author who reads "The page could not be created due to validation errors" for a page that exists: its own slug is
# taken. With the answer there, the same press saves. (Where a project picks a free slug, the page
# is made twice instead.)
# What it means here: static/js/admin/wait-for-autosave.js lets the buttons wait for the save under way;
# tests/journeys/test_autosave.py holds it.
set -euo pipefail

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'wagtail==8.0.1' 'playwright==1.65.2'
cd "$folder"
venv/bin/wagtail start trial > /dev/null
cd trial
../venv/bin/python manage.py migrate --verbosity 0
export DJANGO_SUPERUSER_PASSWORD=only-for-this-run
../venv/bin/python manage.py createsuperuser --noinput --username ada --email ada@example.org --verbosity 0
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
../venv/bin/python manage.py runserver --noreload "127.0.0.1:$port" > "$folder/server.log" 2>&1 &
server=$!

cat > "$folder/press.py" <<'PYTHON'
import sys, time, urllib.request
from playwright.sync_api import sync_playwright

program, address = sys.argv[1:]
for _ in range(60):
    try:
        urllib.request.urlopen(address + "/admin/login/")
        break
    except OSError:
        time.sleep(0.5)


def press(page, title, is_answered):
    """Type a title, press "Save draft" during the first autosave or after it; what was posted, and what is said."""
    posts = []
    page.set_default_timeout(120_000)
    page.on("request", lambda r: posts.append("add" if "/add/" in r.url else "edit")
            if r.method == "POST" and "/admin/pages/" in r.url else None)
    page.goto(address + "/admin/pages/add/home/homepage/3/", wait_until="networkidle")
    page.wait_for_timeout(3000)  # the editor notes what it began with
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions",
                 {"offline": False, "latency": 8000, "downloadThroughput": -1, "uploadThroughput": -1})
    with page.expect_request(lambda r: r.method == "POST" and "/add/" in r.url):
        page.locator("#id_title").press_sequentially(title)
        page.keyboard.press("Tab")
    page.wait_for_timeout(5000)  # the server has saved; its answer is on the way
    if is_answered:
        page.wait_for_url("**/edit/")
        page.wait_for_timeout(12000)
    pressed = len(posts)
    page.locator("button", has_text="Save draft").first.click()
    network.send("Network.emulateNetworkConditions",
                 {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
    said = page.locator(".messages li").first
    said.wait_for()
    words = " ".join(said.inner_text().split()).split(". ")[0].replace(title, "…")
    return posts[pressed], words.rstrip(".")


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
    page = browser.new_context().new_page()
    page.goto(address + "/admin/login/")
    page.fill("#id_username", "ada")
    page.fill("#id_password", "only-for-this-run")
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    for title, is_answered in (("During", False), ("After", True)):
        tab = page.context.new_page()
        print(title, "the first autosave:", *press(tab, title, is_answered), sep=" | ")
PYTHON

seen=$("$folder/venv/bin/python" "$folder/press.py" "$chromium" "http://127.0.0.1:$port")
expected="During | the first autosave: | add | The page could not be created due to validation errors
After | the first autosave: | edit | Page '…' has been updated"
echo "$seen"
[ "$seen" = "$expected" ] || { printf 'This has changed; it was:\n%s\n' "$expected" >&2; exit 1; }
