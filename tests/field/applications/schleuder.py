"""Schleuder 4 (Active Record 6.1, Sinatra on Thin): its daemon lists, changes and removes mailing lists and subscriptions."""

import json

WITNESS = "ruby"
PROGRAMS = {"ruby": "ruby", "/usr/lib/ruby/vendor_ruby/schleuder-api-daemon.rb": "schleuder"}
FILES = {
    "schleuder.yml": '''
lists_dir: lists
listlogs_dir: logs
keyword_handlers_dir: handlers
filters_dir: filters
log_level: error
keyserver:
superadmin: root@localhost
database:
  production:
    adapter: sqlite3
    database: db.sqlite
api:
  host: localhost
  port: 1
  tls_cert_file: /etc/hostname
  tls_key_file: /etc/hostname
  valid_api_keys: []
''',
    "fill.rb": '''
require 'active_record'
ActiveRecord::Base.establish_connection(adapter: 'sqlite3', database: 'db.sqlite')
ActiveRecord::Migration.verbose = false
load '/usr/lib/ruby/vendor_ruby/schleuder/db/schema.rb'
require 'schleuder'
9.times do |l|
  list = Schleuder::List.new(email: "list#{l}@example.org", fingerprint: format('%040X', l + 1))
  list.save!(validate: false)
  FileUtils.mkdir_p(list.listdir)
  8.times do |s|
    Schleuder::Subscription.new(list_id: list.id, email: "user#{s}@example.org", fingerprint: '', admin: s < 2).save!(validate: false)
  end
end
''',
    "serve.rb": '''
require 'schleuder-api-daemon'
module SchleuderApiDaemonHelper
  def authenticate!; end
end
Thin::Logging.silent = true
Thin::Server.start('127.0.0.1', Integer(ARGV[0]), SchleuderApiDaemon)
''',
}
ENVIRONMENT = {"SCHLEUDER_CONFIG": "{place}/schleuder.yml", "SCHLEUDER_ENV": "production", "SCHLEUDER_LIST_DEFAULTS":
               "/etc/schleuder/list-defaults.yml", "RACK_ENV": "production", "GNUPGHOME": "{place}"}
PREPARE = [["ruby", "fill.rb"]]
SERVER = ["ruby", "serve.rb", "{port}"]
APPLICATION = ["/vendor_ruby/schleuder"]
CLEAN = [r'"(?:created|updated)_at":"[^"]*"']


def drive(client):
    client.get("/status.json")
    for _ in range(3):
        client.get("/lists.json")
    for number in range(1, 6):
        client.get(f"/lists/{number}.json")
        client.get(f"/subscriptions.json?list_id={number}")
        client.get(f"/subscriptions.json?list_id=list{number}%40example.org")
        client.get(f"/keys.json?list_id={number}")
    client.get("/subscriptions.json")
    client.get("/subscriptions.json?email=user3%40example.org")
    client.get("/lists/configurable_attributes.json")
    for number in range(9):
        client.post("/subscriptions.json?list_id=2", body=json.dumps({"email": f"new{number}@example.org"}).encode())
