#!/usr/bin/env python3
"""Runs the jobs of a GitHub workflow on this machine, step by step, as the documentation of GitHub Actions says.

    github_pipeline.py WORKFLOW REPOSITORY EVENT STORE      EVENT is pull_request, fork (a pull request of a fork) or push

Only what `cargo xtask ci init` writes is understood: anything else ends with an error. Secrets are the variables
SECRET_<NAME>. The directory STORE plays the part of GitHub: artifacts, cache, and what `gh` asks (see `gh` beside this file).
Exit code 1: a job failed. Needs PyYAML.
"""
import fnmatch, glob, json, os, re, shutil, subprocess, sys, tempfile, yaml

workflow, repository, event, store = sys.argv[1:]
store = os.path.abspath(store)
with open(workflow, encoding="utf-8") as text:
    document = yaml.safe_load(text)
triggers = document[True]  # YAML reads `on` as a truth value.
ours, theirs = "acme/crm", "someone/crm"
contexts = {
    "github": {
        "event_name": "push" if event == "push" else "pull_request",
        "repository": ours,
        "token": "the-token-of-this-job",
        "event": {"pull_request": {"head": {"repo": {"full_name": theirs if event == "fork" else ours}}}},
    },
    # GitHub hands no secrets to pull requests of forks.
    "secrets": {} if event == "fork" else {n[7:]: v for n, v in os.environ.items() if n.startswith("SECRET_")},
    "runner": {"os": "Linux", "arch": "X64"},
}


def lookup(path, at):
    for part in path.split("."):
        at = at.get(part, "") if isinstance(at, dict) else ""
    return at


def value_of(expression, scope):
    """Comparisons, `&&` and names are all that the expressions of these workflows have."""
    names = re.sub(r"'[^']*'", "", expression)
    assert re.fullmatch(r"[\w.\s=!&-]*", names), expression
    def one(term):
        term = term.strip()
        return term[1:-1] if term.startswith("'") else lookup(term, scope)
    def comparison(text):
        sides = re.split(r"==|!=", text)
        if len(sides) == 1:
            return one(text)
        return (one(sides[0]) == one(sides[1])) == ("==" in text)
    terms = [comparison(part) for part in expression.split("&&")]
    return terms[0] if len(terms) == 1 else all(terms)


def filled(text, scope):
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(value_of(found[1], scope)), str(text))


def job(name, description):
    """Whether the job ends well; None: it does not run."""
    if "if" in description and not value_of(description["if"], contexts):
        return None
    root = tempfile.mkdtemp(prefix=f"{name}-", dir=store)
    workspace, temp = os.path.join(root, "work"), os.path.join(root, "temp")
    os.makedirs(temp)
    os.makedirs(workspace)
    scope = {**contexts, "env": {}, "steps": {}, "runner": {**contexts["runner"], "temp": temp}}
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("SECRET_", "SF_", "GITLAB", "CI_"))}
    environment.update(
        CI="true", GITHUB_ACTIONS="true", GITHUB_REPOSITORY=ours, GITHUB_WORKSPACE=workspace, RUNNER_TEMP=temp,
        GITHUB_EVENT_NAME=contexts["github"]["event_name"], PEER_GITHUB=store, HOME=temp,
    )
    scope["env"].update({n: filled(v, scope) for n, v in description.get("env", {}).items()})
    directory = description.get("defaults", document.get("defaults", {})).get("run", {}).get("working-directory", "")
    at_the_end = []
    for number, step in enumerate(description["steps"]):
        if "if" in step and not value_of(step["if"], scope):
            continue
        title = step.get("name", step.get("uses", "").split("@")[0])
        print(f"--- {name}: {title}", flush=True)
        own = {n: filled(v, scope) for n, v in step.get("env", {}).items()}
        inputs = {n: filled(v, scope) for n, v in step.get("with", {}).items()}
        action = step.get("uses", "run").split("@")[0]
        if "uses" in step:
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"]), step["uses"]
        if action == "actions/checkout":
            assert inputs == {"persist-credentials": "False"}, inputs
            subprocess.run(["git", "clone", "--quiet", repository, workspace], check=True)
        elif action == "actions/cache":
            kept = os.path.join(store, "cache", inputs["key"])
            hit = os.path.exists(kept)
            if hit:
                os.makedirs(os.path.dirname(inputs["path"]))
                shutil.copy2(kept, inputs["path"])
            else:
                at_the_end.append((inputs["path"], kept))
            scope["steps"][step["id"]] = {"outputs": {"cache-hit": "true" if hit else ""}}
        elif action == "actions/upload-artifact":
            found = glob.glob(os.path.join(workspace, inputs["path"]))
            assert set(inputs) == {"name", "path", "retention-days"} and found, (inputs, found)
            kept = os.path.join(store, "artifacts", inputs["name"])
            os.makedirs(kept)
            for path in found:
                shutil.copy2(path, kept)
        elif action == "run":
            files = {n: os.path.join(temp, f"{number}-{n}") for n in ("GITHUB_ENV", "GITHUB_STEP_SUMMARY")}
            for path in files.values():
                open(path, "w").close()
            script = os.path.join(temp, f"{number}.sh")
            with open(script, "w", encoding="utf-8") as text:
                text.write(filled(step["run"], scope))
            # Without `shell`, GitHub calls `bash -e`.
            done = subprocess.run(
                ["bash", "-e", script], cwd=os.path.join(workspace, directory), env={**environment, **scope["env"], **own, **files},
                stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT,
            )
            for line in open(files["GITHUB_ENV"], encoding="utf-8"):
                variable, equals, value = line.rstrip("\n").partition("=")
                assert equals, line
                scope["env"][variable] = value
            print(f"--- {name}: step summary of {os.path.getsize(files['GITHUB_STEP_SUMMARY'])} bytes", flush=True)
            if done.returncode:
                print(f"--- {name}: {title}: exit code {done.returncode}", flush=True)
                return False
        else:
            sys.exit(f"the action {action} is not known")
    for path, kept in at_the_end:
        os.makedirs(os.path.dirname(kept), exist_ok=True)
        shutil.copy2(path, kept)
    return True


if contexts["github"]["event_name"] not in triggers:
    sys.exit(f"nothing runs on {event}")
ended = {}
for name, description in document["jobs"].items():
    needs = description.get("needs")
    ended[name] = job(name, description) if needs is None or ended[needs] else None
    print(f"=== {name}: {({True: 'success', False: 'failure', None: 'skipped'})[ended[name]]}", flush=True)
sys.exit(1 if False in ended.values() else 0)
