#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Drives Debian's headless Chromium by its debugging protocol, over a pipe.

    browser.py ROOT URL SHOTS < STEPS

ROOT is a root file system with Chromium, which is entered.  SHOTS is a folder for
screenshots.  Each line of STEPS is a step:

    size WIDTH HEIGHT      of the window, as on a phone
    media light|dark       what the device prefers
    load                   the page, from the beginning
    until SECONDS SCRIPT   asks again until the script's value is true
    say NAME SCRIPT        prints "NAME VALUE", the value as JSON
    shot NAME              writes SHOTS/NAME.png, the whole page
    tree NAME              prints "NAME ROLE TEXT" for what a screen reader finds

At the end it prints "request URL" for each URL that was asked for, and "error TEXT" for
each error of the console.
"""
import base64
import json
import os
import subprocess
import sys
import time

root, url, shots = sys.argv[1:4]
errors, requests = [], set()


class Browser:
    def __init__(self):
        self.number, self.session, self.rest = 0, None, b""
        from_us, self.write = os.pipe()
        self.read, to_us = os.pipe()

        def in_child():
            high = [os.dup2(fd, 20 + i) for i, fd in enumerate((from_us, to_us))]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)
            os.chroot(root)
            os.chdir("/")

        self.process = subprocess.Popen(
            ["/usr/lib/chromium/chromium-headless-shell", "--no-sandbox", "--disable-gpu",
             "--remote-debugging-pipe", "--user-data-dir=/tmp/profile",
             "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking"],
            close_fds=False, preexec_fn=in_child, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={"PATH": "/usr/bin:/bin", "HOME": "/tmp"})
        os.close(from_us)
        os.close(to_us)

    def message(self):
        while b"\0" not in self.rest:
            more = os.read(self.read, 1 << 20)
            if not more:
                sys.exit("the browser has ended")
            self.rest += more
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def event(self, method, p):
        if method == "Network.requestWillBeSent":
            requests.add(p["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            errors.append(p["exceptionDetails"]["exception"].get("description", "?"))
        elif method == "Runtime.consoleAPICalled" and p["type"] in ("error", "warning"):
            errors.append(json.dumps(p["args"]))
        elif method == "Log.entryAdded" and p["entry"]["level"] in ("error", "warning"):
            errors.append(p["entry"]["text"])

    def ask(self, method, **params):
        self.number += 1
        request = {"id": self.number, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.write, json.dumps(request).encode() + b"\0")
        while True:
            m = self.message()
            if m.get("id") == self.number:
                if "error" in m:
                    sys.exit(f"{method}: {m['error']}")
                return m["result"]
            self.event(m.get("method"), m.get("params"))

    def value(self, script):
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True,
                          awaitPromise=True)
        if "exceptionDetails" in answer:
            sys.exit(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")


def tree(name):
    for node in browser.ask("Accessibility.getFullAXTree")["nodes"]:
        role = node.get("role", {}).get("value")
        if not node["ignored"] and role not in ("StaticText", "InlineTextBox", "none"):
            print(name, role, node.get("name", {}).get("value", ""))


def until(rest):
    seconds, script = rest.split(" ", 1)
    end = time.monotonic() + float(seconds)
    while not browser.value(script):
        if time.monotonic() > end:
            print("timeout", script)
            return
        time.sleep(0.1)


def step(line):
    word, _, rest = line.strip().partition(" ")
    if word == "size":
        width, height = rest.split()
        browser.ask("Emulation.setDeviceMetricsOverride", width=int(width),
                    height=int(height), deviceScaleFactor=1, mobile=True)
    elif word == "media":
        browser.ask("Emulation.setEmulatedMedia",
                    features=[{"name": "prefers-color-scheme", "value": rest}])
    elif word == "load":
        browser.ask("Page.navigate", url=url)
    elif word == "until":
        until(rest)
    elif word == "say":
        name, script = rest.split(" ", 1)
        print(name, json.dumps(browser.value(script), ensure_ascii=False))
    elif word == "shot":
        shot = browser.ask("Page.captureScreenshot", captureBeyondViewport=True)
        with open(f"{shots}/{rest}.png", "wb") as file:
            file.write(base64.b64decode(shot["data"]))
    elif word == "tree":
        tree(rest)
    elif word:
        sys.exit(f"no such step: {word}")


browser = Browser()
target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
browser.session = browser.ask("Target.attachToTarget", targetId=target,
                              flatten=True)["sessionId"]
for domain in ("Page", "Network", "Runtime", "Log", "Accessibility"):
    browser.ask(domain + ".enable")
for line in sys.stdin:
    step(line)
    sys.stdout.flush()
for name in sorted(requests):
    print("request", name)
for text in errors:
    print("error", text)
browser.process.kill()
