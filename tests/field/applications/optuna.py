"""Optuna 4.5 on SQLite: studies with reports, pruning, user attributes, then read back; SQLAlchemy."""

PACKAGES = ["optuna==4.5.0", "SQLAlchemy==2.1.9", "alembic==1.20.1"]
APPLICATION = ["/optuna/"]
FILES = {
    "study.py": '''
import optuna
from optuna.samplers import RandomSampler, TPESampler

optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial):
    x = trial.suggest_float("x", -10, 10)
    y = trial.suggest_int("y", 0, 20)
    kind = trial.suggest_categorical("kind", ["a", "b", "c"])
    trial.set_user_attr("kind", kind)
    value = x * x + y
    for step in range(6):
        trial.report(value + 10 - step, step)
        if trial.should_prune():
            raise optuna.TrialPruned()
    return value


def main():
    storage = "sqlite:///study.db"
    study = optuna.create_study(study_name="first", storage=storage, sampler=TPESampler(seed=3),
                                pruner=optuna.pruners.MedianPruner(n_startup_trials=4))
    study.optimize(objective, n_trials=18)
    print(study.best_value, [trial.state.name for trial in study.trials])
''',
    "attributes.py": '''
import optuna
from optuna.samplers import RandomSampler

optuna.logging.set_verbosity(optuna.logging.ERROR)
storage = optuna.storages.RDBStorage("sqlite:///study.db")
for number in range(6):
    study = optuna.create_study(study_name=f"other-{number}", storage=storage, sampler=RandomSampler(seed=number))
    for name in ["owner", "team", "note"]:
        study.set_user_attr(name, f"{name}-{number}")
    for x in range(3):
        study.enqueue_trial({"x": x})
    study.optimize(lambda trial: trial.suggest_float("x", 0, 9) ** 2, n_trials=4)
for summary in optuna.get_all_study_summaries(storage):
    print(summary.study_name, summary.n_trials, summary.best_trial.value if summary.best_trial else None)
for name in optuna.get_all_study_names(storage):
    loaded = optuna.load_study(study_name=name, storage=storage)
    print(name, len(loaded.trials), loaded.user_attrs)
''',
}
FILES["study.py"] += "\n\nmain()\n"
COMMANDS = [
    ["{python}", "study.py"],
    ["{python}", "attributes.py"],
    ["{bin}/optuna", "studies", "--storage", "sqlite:///study.db"],
    ["{bin}/optuna", "trials", "--storage", "sqlite:///study.db", "--study-name", "first"],
    ["{bin}/optuna", "best-trial", "--storage", "sqlite:///study.db", "--study-name", "first"],
]
CLEAN = [r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?", r"0:00:\d\d\.\d+", r" +", r"-{3,}", r"\| duration\b"]
