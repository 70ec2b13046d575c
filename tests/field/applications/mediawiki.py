"""MediaWiki 1.39 on PHP's own server and SQLite: special pages, histories, a search, edits by its maintenance scripts."""

WITNESS = "php"
ROOT = "/usr/share/mediawiki"
PROGRAMS = {"php": "php-cli", f"{ROOT}/index.php": "mediawiki", "/usr/lib/php/20220829/xdebug.so": "php-xdebug"}
PAGES = 24
FILES = {
    # What differs from one run to the next is switched off: caches with a time, jobs by chance.
    "Settings.php": '''<?php
require __DIR__ . '/LocalSettings.php';
$wgServer = 'http://' . ($_SERVER['HTTP_HOST'] ?? '127.0.0.1');
$wgMainCacheType = CACHE_NONE;
$wgMessageCacheType = CACHE_NONE;
$wgParserCacheType = CACHE_NONE;
$wgJobRunRate = 0;
$wgUseDatabaseMessages = true;
$wgEnableUploads = false;
$wgShowHostnames = false;
$wgNamespacesWithSubpages[NS_MAIN] = true;
''',
    **{f"pages/Page {number}.txt": f"""
== Page {number} ==
Text of [[Page {(number * 7) % PAGES}]] and [[Page {(number * 5) % PAGES}|another]], and of [[Missing {number % 9}]].
{{{{Template:Note|{number}}}}}
* [https://example.org/{number} elsewhere]
[[Category:Kind {number % 4}]] [[Category:All]]
""" for number in range(PAGES)},
    "pages/Template:Note.txt": "Note {{{1}}} of [[Page 1]].",
    "pages/Category:All.txt": "All pages. [[Category:Kinds]]",
}
PREPARE = [
    ["env", "-u", "MW_CONFIG_FILE", "php", f"{ROOT}/maintenance/install.php", "--dbtype", "sqlite", "--dbpath", "{place}", "--dbname", "wiki",
     "--confpath", "{place}", "--server", "http://127.0.0.1", "--scriptpath", "", "--pass", "field-Pass-12345", "Field",
     "Admin"],
    ["php", f"{ROOT}/maintenance/importTextFiles.php", "--conf", "{place}/Settings.php", "--user", "Admin", "--overwrite",
     *sorted(name for name in FILES if name.startswith("pages/"))],
    ["php", f"{ROOT}/maintenance/runJobs.php", "--conf", "{place}/Settings.php"],
    ["php", f"{ROOT}/maintenance/rebuildrecentchanges.php", "--conf", "{place}/Settings.php"],
]
SERVER = ["php", "-S", "127.0.0.1:{port}", "-t", ROOT]
ENVIRONMENT = {"MW_CONFIG_FILE": "{place}/Settings.php"}
SPECIAL = ["AllPages", "RecentChanges", "Categories", "WantedPages", "Log", "Statistics", "ListUsers", "MostCategories",
           "Contributions/Admin", "WhatLinksHere/Page_1", "LinkSearch&target=*.example.org", "NewPages", "LongPages",
           "ListRedirects", "Export/Page_1", "PrefixIndex/Page"]
REQUESTS = [
    "GET /index.php?title=Page_3", *[f"GET /index.php?title=Special:{name}" for name in SPECIAL],
    "GET /index.php?title=Page_3&action=history", "GET /index.php?title=Category:All",
    "GET /index.php?title=Special:Search&search=Note&fulltext=1",
    "GET /api.php?action=query&list=allpages&format=json", "GET /api.php?action=query&generator=allpages&prop=links|categories&format=json",
]
COMMANDS = [
    ["php", f"{ROOT}/maintenance/refreshLinks.php", "--conf", "{place}/Settings.php"],
    ["php", f"{ROOT}/maintenance/updateSpecialPages.php", "--conf", "{place}/Settings.php"],
    ["php", f"{ROOT}/maintenance/rebuildtextindex.php", "--conf", "{place}/Settings.php"],
]
APPLICATION = [f"{ROOT}/"]
CLEAN = [
    r'"wgRequestId":"[^"]*"', r'"wgBackendResponseTime":\d+', r"(?s)<!-- \nNewPP limit report.*?-->", r"<!--.*?-->",
    r"[0-9.]+ ?(ms|s|seconds)\b", r'"wgCSPNonce":[^,]*', r"[0-9a-f]{32,}", r"\d{4}-\d\d-\d\dT[0-9:]+Z", r"[0-9]{14}",
    r'"wgPageParseReport":.*?\}\}\}', r"\d+\.\d\d% .*", r"[\d.]+ sec", r"completed in.*", r"\d\d:\d\d",
]
SECONDS = 240
