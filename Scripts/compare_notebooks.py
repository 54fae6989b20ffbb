"""Compares the outputs of an executed notebook with the committed ones.

usage: compare_notebooks.py [--update] COMMITTED EXECUTED

Exit status 0: equal, or updated. 1: a difference, printed as a diff. Text must be the same to the letter. Pictures inside HTML
are compared by what they show, because two versions of libvips may encode the same picture to slightly different bytes.
"""

import base64
import difflib
import io
import json
import re
import sys

from PIL import Image, UnidentifiedImageError

MAX_BYTES = 1 << 20
"""The most bytes of a notebook that is kept."""

MAX_DIFFERENCE = 4
"""The most that the mean of a colour channel may differ over any ninth of a picture, of 255."""

PICTURE = re.compile(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)")


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def lines(text):
    """The lines of a multi-line string, which a notebook may hold as a list; one line for each table row and picture."""
    joined = "".join(text) if isinstance(text, list) else str(text)
    return re.sub(r"(</tr>|<img )", r"\n\1", joined).splitlines()


def parts(cell):
    """What a cell put out, as lines to compare: each output's kind, then its data by type."""
    found = []
    for output in cell.get("outputs", []):
        found.append(f"[{output['output_type']} {output.get('name', '')}]".replace(" ]", "]"))
        if output["output_type"] == "error":
            found += [output["ename"], *lines(output["evalue"])]
        found += lines(output.get("text", ""))
        data = output.get("data", {})
        # A figure's plain text repeats an address in memory.
        kinds = [kind for kind in data if kind != "text/plain" or len(data) == 1]
        for kind in sorted(kinds):
            found += [f"[{kind}]", *lines(data[kind])]
    return found


def look(encoded):
    """Nine mean colours that say what a picture shows, or nothing where it is none."""
    try:
        with Image.open(io.BytesIO(base64.b64decode(encoded))) as picture:
            return list(picture.convert("RGB").resize((3, 3), Image.Resampling.BOX).tobytes())
    except (UnidentifiedImageError, ValueError):
        return []


def alike(first, second):
    if first == second:
        return True
    left, right = look(first), look(second)
    return bool(left) and len(left) == len(right) and all(abs(a - b) <= MAX_DIFFERENCE for a, b in zip(left, right))


def same(first, second):
    """Whether two lines are equal but for the encoding of their pictures."""
    if PICTURE.sub("", first) != PICTURE.sub("", second):
        return False
    return all(alike(a, b) for a, b in zip(PICTURE.findall(first), PICTURE.findall(second)))


def short(line):
    """A line with its pictures named by a few letters of their data, so that a difference can be read."""
    return PICTURE.sub(lambda match: f"(picture …{match.group(1)[-12:]}, {len(match.group(1))} letters)", line)


def differences(committed, executed):
    found = []
    cells = list(zip(committed["cells"], executed["cells"]))
    if len(committed["cells"]) != len(executed["cells"]):
        found.append("The notebooks have different numbers of cells.")
    for number, (old, new) in enumerate(cells, 1):
        if old["cell_type"] != "code":
            continue
        before, after = parts(old), parts(new)
        if len(before) == len(after) and all(map(same, before, after)):
            continue
        name = f"cell {number}: {next(iter(lines(old['source'])), '')}"
        diff = difflib.unified_diff(
            [short(line) for line in before], [short(line) for line in after], "committed", "executed", lineterm="", n=1
        )
        found += ["", name, *(list(diff) or ["The pictures differ."])]
    return found


def normalised(notebook):
    """The notebook without what changes from machine to machine and from run to run."""
    for number, cell in enumerate(cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
        cell["execution_count"] = number + 1
        cell["metadata"] = {}
        for output in cell["outputs"]:
            if "execution_count" in output:
                output["execution_count"] = number + 1
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def main(arguments):
    update = arguments[:1] == ["--update"]
    committed_path, executed_path = arguments[1:] if update else arguments
    executed = load(executed_path)
    found = differences(load(committed_path), executed)
    if update:
        text = json.dumps(normalised(executed), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        if len(text.encode()) > MAX_BYTES:
            print(f"{committed_path} would have {len(text.encode())} bytes, more than {MAX_BYTES}: show less or smaller pictures.")
            return 1
        # Equal outputs stay as they are to the byte, so that an update on another machine changes nothing.
        if found or "outputs" not in text:
            with open(committed_path, "w", encoding="utf-8") as file:
                file.write(text)
        print(f"{committed_path}: {'updated' if found else 'unchanged'}")
        return 0
    if found:
        print(f"{committed_path} puts out something else than what is committed:")
        print("\n".join(found))
        print("\nIf that is meant: Scripts/check-notebooks.sh --update")
        return 1
    print(f"{committed_path}: the same outputs")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
