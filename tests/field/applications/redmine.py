"""Redmine 5 (Rails 6.1) on Puma and SQLite: activity, issues, time, a roadmap, the wiki, feeds, bulk edits, administration."""

import re

WITNESS = "ruby"
ROOT = "/usr/share/redmine"
PROGRAMS = {"ruby": "ruby", f"{ROOT}/config.ru": "redmine", "/usr/bin/puma": "puma",
            "/usr/share/rubygems-integration/all/gems/activerecord-6.1.7.10": "redmine-sqlite"}
FILES = {
    "fill.rb": '''
ActionMailer::Base.perform_deliveries = false
Setting.default_language = "en"
Setting.notified_events = []
Setting.rest_api_enabled = "1"
admin = User.where(admin: true).first
admin.update!(must_change_passwd: false, password: "field-Pass-1", password_confirmation: "field-Pass-1")
User.current = admin
people = 9.times.map do |number|
  user = User.new(firstname: "First#{number}", lastname: "Last#{number}", mail: "u#{number}@example.org")
  user.login = "user#{number}"
  user.password = user.password_confirmation = "password-1"
  user.save!
  user
end
field = IssueCustomField.create!(name: "Place", field_format: "string", is_for_all: true, trackers: Tracker.all)
7.times do |p|
  project = Project.new(name: "Project #{p}", identifier: "project-#{p}", is_public: true)
  project.enabled_module_names = %w[issue_tracking time_tracking news wiki documents files boards calendar gantt]
  project.trackers = Tracker.all
  project.save!
  project.set_parent!(Project.find_by(identifier: "project-#{p / 2 - 1}")) if p > 2
  people.first(6).each_with_index { |user, i| Member.create!(project: project, principal: user, roles: [Role.givable[i % 3]]) }
  versions = 6.times.map { |v| Version.create!(project: project, name: "#{p}.#{v}") }
  categories = 3.times.map { |c| IssueCategory.create!(project: project, name: "Part #{c}") }
  8.times do |i|
    issue = Issue.new(project: project, tracker: Tracker.all[i % 3], author: people[i % 9], subject: "Issue #{p} #{i}",
      priority: IssuePriority.first, status: IssueStatus.first, assigned_to: people[i % 6], fixed_version: versions[i % 6],
      category: categories[i % 3], description: "Text of ##{i + 1} and [[Page #{i}]]")
    issue.custom_field_values = {field.id => "place #{i}"}
    issue.save!
    2.times { |j| again = Issue.find(issue.id); again.init_journal(people[j], "note #{j}"); again.done_ratio = 10 * j + 10; again.save! }
    TimeEntry.create!(project: project, issue: issue, user: people[i % 6], author: people[i % 6], hours: i + 1,
      activity: TimeEntryActivity.first, spent_on: "2024-01-0#{i + 1}")
  end
  Issue.where(project: project).each_cons(2) { |a, b| IssueRelation.create!(issue_from: a, issue_to: b, relation_type: "relates") }
  wiki = project.wiki || Wiki.create!(project: project, start_page: "Wiki")
  6.times do |w|
    page = WikiPage.new(wiki: wiki, title: "Page_#{w}")
    page.content = WikiContent.new(page: page, text: "h1. Page #{w}\\n\\n#1 #2 #3 #4 #5 #6", author: people[w % 9])
    page.save!
  end
  6.times { |n| News.create!(project: project, title: "News #{n}", description: "d", author: people[n % 9]) }
  board = Board.create!(project: project, name: "Board", description: "d")
  6.times { |m| Message.create!(board: board, subject: "Subject #{m}", content: "c", author: people[m % 9]) }
end
''',
}
RAILS = ["env", "-C", ROOT, "ruby", "bin/rails"]
PREPARE = [
    ["env", "-C", ROOT, "ruby", "-S", "rake", "db:migrate"],
    ["env", "-C", ROOT, "REDMINE_LANG=en", "ruby", "-S", "rake", "redmine:load_default_data"],
    [*RAILS, "runner", "-e", "production", "{place}/fill.rb"],
]
SERVER = ["puma", "--dir", ROOT, "-e", "production", "-t", "1:1", "-b", "tcp://127.0.0.1:{port}"]
ENVIRONMENT = {"RAILS_ENV": "production", "RACK_ENV": "production", "DATABASE_URL": "sqlite3:{place}/redmine.db",
               "SECRET_KEY_BASE": "constant" * 8, "SCHEMA": "{place}/schema.rb"}
APPLICATION = [f"{ROOT}/app", f"{ROOT}/lib"]
PAGES = [
    "/", "/projects", "/projects/project-1", "/activity?from=2026-11-22", "/projects/project-1/activity", "/issues", "/issues/3",
    "/issues.csv", "/issues.xml?include=relations,attachments", "/issues/gantt", "/issues/calendar?year=2026&month=11",
    "/projects/project-1/roadmap", "/projects/project-1/issues/report", "/projects/project-1/wiki/Page_1",
    "/projects/project-1/wiki/index", "/projects/project-1/wiki/date_index", "/projects/project-1/news", "/news.atom",
    "/projects/project-1/boards", "/projects/project-1/boards/1", "/time_entries", "/time_entries/report?criteria%5B%5D=user",
    "/projects/project-1/settings", "/projects/project-1/settings/members", "/projects/project-1/settings/versions",
    "/users", "/users/3", "/users/3/memberships", "/roles", "/workflows", "/roles/permissions", "/trackers", "/custom_fields",
    "/enumerations", "/admin/projects", "/search?q=Issue&all_words=1", "/my/page", "/issues/bulk_edit?ids%5B%5D=1&ids%5B%5D=2&ids%5B%5D=3",
    "/projects.xml?include=trackers,issue_categories", "/versions/1", "/issues/3.xml?include=journals,children,watchers",
]


def token(text):
    found = re.search(r'name="authenticity_token" value="([^"]+)"', text)
    return found.group(1) if found else ""


def drive(client):
    for page in PAGES[:8]:
        client.get(page)
    _, text = client.get("/login")
    client.post("/login", {"authenticity_token": token(text), "username": "admin", "password": "field-Pass-1"})
    for page in PAGES:
        _, text = client.get(page)
    _, text = client.get("/issues/bulk_edit?" + "&".join(f"ids%5B%5D={number}" for number in range(1, 9)))
    client.post("/issues/bulk_update", {"authenticity_token": token(text), "ids[]": list(range(1, 9)), "issue[priority_id]": "3",
                                        "notes": "all of them"})
    client.get("/projects/project-1/copy")
    _, text = client.get("/issues/5")
    client.post("/issues/5/watchers", {"authenticity_token": token(text), "watcher[user_ids][]": list(range(5, 11))})


CLEAN = [r'"[\w-]*-[0-9a-f]{8}"', r'(name="csrf-token" content|authenticity_token"? value)="[^"]*"', r'"[A-Za-z0-9+/_-]{60,}={0,2}"', r"\b(less than|about)? ?[a-z\d]+ (second|minute|hour)s?( ago)?",
         r"\d\d:\d\d (AM|PM)", r"\d{10,}", r"\d{4}-\d\d-\d\dT[0-9:]+Z", r"key=[0-9a-f]+", r"<updated>.*?</updated>", r"[0-9a-f]{40}"]
SECONDS = 400
