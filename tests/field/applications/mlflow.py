"""MLflow 3.4: a tracking server on SQLite and its client, runs logged one by one and in bulk; gunicorn, SQLAlchemy."""

import json

PACKAGES = ["mlflow==3.4.0", "SQLAlchemy==2.0.43", "alembic==1.16.5", "Flask==3.1.2"]
APPLICATION = ["/mlflow/"]
ENVIRONMENT = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE": "true",
               "GIT_PYTHON_REFRESH": "quiet"}
SECONDS = 180
FILES = {
    "direct.py": '''
import mlflow
from mlflow.tracking import MlflowClient

client = MlflowClient("sqlite:///mlflow.db")
experiment = client.create_experiment("direct", artifact_location="artifacts")
runs = []
for number in range(7):
    run = client.create_run(experiment, run_name=f"run {number}", start_time=1000 + number)
    runs.append(run.info.run_id)
    for name in ["depth", "rate"]:
        client.log_param(run.info.run_id, name, number)
    for step in range(6):
        client.log_metric(run.info.run_id, "loss", 1.0 / (step + 1), step=step, timestamp=step)
    client.set_tag(run.info.run_id, "kind", "test")
    client.set_terminated(run.info.run_id, end_time=2000 + number)
for name in runs:
    print(len(client.get_metric_history(name, "loss")), sorted(client.get_run(name).data.params.items()))
found = client.search_runs([experiment], "metrics.loss < 1", order_by=["metrics.loss"])
print([run.info.run_name for run in found])
for number in range(6):
    client.create_registered_model(f"model {number}", tags={"number": str(number)})
    client.create_model_version(f"model {number}", f"artifacts/{number}", runs[number], tags={"x": "1"})
    client.set_registered_model_alias(f"model {number}", "best", "1")
print([(model.name, len(model.latest_versions), model.aliases) for model in client.search_registered_models()])
for name in runs[:6]:
    client.delete_run(name)
''',
    "server.sh": '''
exec "$1/mlflow" server --host 127.0.0.1 --port "$2" --workers 1 --backend-store-uri sqlite:///mlflow.db \\
    --default-artifact-root ./artifacts --gunicorn-opts "--workers 1 --preload"
''',
}
# Two experiments are made beforehand, so that the schema's migration is not what is measured.
PREPARE = [["{python}", "direct.py"]]
SERVER = ["sh", "server.sh", "{bin}", "{port}"]
CLEAN = [r"[0-9a-f]{32}", r"\b1[0-9]{12}\b", r"\"(creation|last_update|last_updated)_(time|timestamp)\": ?\d+", r"m-\w+"]
API = "/api/2.0/mlflow"


def drive(client):
    def call(path, **body):
        _, text = client.post(f"{API}/{path}", body=json.dumps(body).encode(), Content_Type="application/json")
        return json.loads(text)

    client.get(f"{API}/experiments/search?max_results=10")
    experiment = call("experiments/create", name="served")["experiment_id"]
    runs = []
    for number in range(3):
        run = call("runs/create", experiment_id=experiment, run_name=f"served {number}", start_time=5 + number)["run"]["info"]["run_id"]
        runs.append(run)
        call("runs/log-batch", run_id=run,
             metrics=[{"key": f"m{key}", "value": key, "timestamp": 1, "step": step} for key in range(4) for step in range(4)],
             params=[{"key": f"p{key}", "value": str(key)} for key in range(8)],
             tags=[{"key": f"t{key}", "value": str(key)} for key in range(8)])
        call("runs/log-metric", run_id=run, key="loss", value=1, timestamp=1, step=number)
    call("runs/search", experiment_ids=[experiment, "1"], max_results=50, order_by=["start_time"])
    client.get(f"{API}/runs/get?run_id={runs[0]}")
    client.get(f"{API}/metrics/get-history?run_id={runs[0]}&metric_key=m1")
    client.get(f"{API}/registered-models/search?max_results=20")
    client.get(f"{API}/model-versions/search?max_results=20")
    call("runs/delete", run_id=runs[1])
    client.get(f"{API}/experiments/get?experiment_id={experiment}")
FILES["direct_again.py"] = FILES["direct.py"].replace('"direct"', '"again"').replace("model {", "again {")
COMMANDS = [["{python}", "direct_again.py"]]
