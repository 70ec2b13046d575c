"""An application: what its file under applications/ says, with the defaults."""

import importlib.util
import pathlib
import shutil

HERE = pathlib.Path(__file__).resolve().parent.parent


class Failure(Exception):
    """Said to the user in one line."""


class LeftOut(Failure):
    """The application cannot run on this machine; says why."""


class Application:
    """Every field but the name may be left out of the file; README.md says what each means."""

    DEFAULTS = {
        "WITNESS": "python", "PACKAGES": [], "PROGRAMS": {}, "FILES": {}, "ENVIRONMENT": {}, "PREPARE": [],
        "COMMANDS": [], "SERVER": None, "REQUESTS": [], "APPLICATION": [], "CLEAN": [], "SECONDS": 120,
        "drive": None, "POSTGRESQL": False, "RESET": [], "ORDERED": True,
    }

    def __init__(self, path):
        self.path = path
        self.name = path.stem.replace("_", "-")
        specification = importlib.util.spec_from_file_location(f"field_{path.stem}", path)
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        self.summary = (module.__doc__ or self.name).strip().splitlines()[0]
        for field, default in self.DEFAULTS.items():
            setattr(self, field.lower(), getattr(module, field, default))

    def prepare_commands(self):
        return self.prepare

    def check_programs(self):
        for program, package in self.programs.items():
            found = pathlib.Path(program).exists() if "/" in program else shutil.which(program)
            if not found:
                raise LeftOut(f"{program} is missing (Debian package {package}; scripts/setup field)")


def find_applications(names):
    found = {}
    for path in sorted((HERE / "applications").glob("*.py")):
        found[path.stem.replace("_", "-")] = path
    for name in names:
        if name not in found:
            raise Failure(f"no application is named '{name}'; there are: {', '.join(found)}")
    return [Application(found[name]) for name in names or found]
