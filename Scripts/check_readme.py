"""Compares the documentation with what it is about; Scripts/check-readme.sh is its command line.

Two comments in README.md, each on the line before a code block, say what the block must agree with:

    <!-- snippet: Snippets/NAME.swift#SLICE -->   the lines between `// snippet.SLICE` and `// snippet.end` of that file
    <!-- run -->                                  what its `$ ` commands print, run in this folder one after the other

In a block that is run, a line `...` stands for any lines, and times, rates and sizes for any others. With --update, blocks without such a
line are written anew where their output changed.
"""

import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import urllib.parse

FENCE = re.compile(r"^( *)(```+|~~~+)\s*([A-Za-z0-9_+-]*)")
MARK = re.compile(r"^<!-- (snippet|run)(?:: *(\S+))? *-->$")
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(\s*<?([^()\s<>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:\s+<?([^\s<>]+)>?")
HTML = re.compile(r"(?:src|href)=\"([^\"]+)\"")
# What differs from run to run and from place to place: durations, rates, and sizes, because documents hold their files' paths.
VOLATILE = re.compile(r"\b[\d,]+(?:\.\d+)? ?(?:ms|s|(?:docs|images)?/s|B|KiB|MiB)(?![\w/])")

problems = []


def complain(path, line, message):
    problems.append(f"{path}:{line}: {message}")


class Block:
    """A fenced code block, with the mark on the line before it."""

    def __init__(self, line, language, mark):
        self.line, self.language, self.mark, self.lines = line, language, mark, []
        self.update = None


def read(path):
    """The blocks of a Markdown file, and its other lines with their numbers."""
    blocks, prose, fence, mark = [], [], None, None
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file.read().split("\n"), 1):
            found = FENCE.match(line)
            if fence:
                if found and found[2].startswith(fence) and not line.strip().strip("`~"):
                    fence = None
                else:
                    blocks[-1].lines.append(line)
            elif found:
                fence = found[2]
                blocks.append(Block(number, found[3], mark))
            else:
                prose.append((number, line))
            mark = MARK.match(line) if not found else None
    return blocks, prose


def slice_of(source, name):
    """The lines of one slice of a snippet, indented as little as they can be; None where there is none."""
    lines, inside, hidden = [], False, False
    with open(source, encoding="utf-8") as file:
        for line in file.read().split("\n"):
            word = line.strip()
            if word == f"// snippet.{name}":
                inside = True
            elif inside and word == "// snippet.end":
                common = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
                return [line[common:] for line in lines]
            elif word in ("// snippet.hide", "// snippet.show"):
                hidden = word.endswith("hide")
            elif inside and not hidden:
                lines.append(line)
    return None


def check_snippet(path, block):
    mark = block.mark
    if not mark or mark[1] != "snippet":
        return complain(path, block.line, "Swift code without a `<!-- snippet: FILE#SLICE -->` on the line before it")
    source, _, name = mark[2].partition("#")
    if not os.path.isfile(source):
        return complain(path, block.line, f"there is no {source}")
    expected = slice_of(source, name)
    if expected is None:
        return complain(path, block.line, f"{source} has no slice '{name}'")
    if expected != block.lines:
        difference = difflib.unified_diff(block.lines, expected, path, mark[2], lineterm="", n=1)
        complain(path, block.line, "the code is not that of the snippet\n" + "\n".join(difference))


def anchors(path):
    """The anchors GitHub makes of a file's headings."""
    names, seen = set(), {}
    for _, line in read(path)[1]:
        heading = re.match(r"^#{1,6}\s+(.*?)\s*#*$", line)
        if heading:
            text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).lower()
            kept = (c for c in text if c in " -_" or unicodedata.category(c)[0] in "LMN")
            name = "".join(kept).replace(" ", "-")
            count = seen.get(name, 0)
            seen[name] = count + 1
            names.add(f"{name}-{count}" if count else name)
    return names


def check_links(path, prose):
    for number, line in prose:
        text = re.sub(r"`[^`]*`", "", line)
        targets = LINK.findall(text) + REFERENCE.findall(text) + HTML.findall(text)
        for target in targets:
            if re.match(r"^[a-z][a-z0-9+.-]*:", target, re.I) or target.startswith("//"):
                continue
            name, _, anchor = urllib.parse.unquote(target).partition("#")
            file = os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else path
            if file.startswith("..") or not os.path.exists(file):
                complain(path, number, f"the link '{target}' points to nothing")
            elif anchor and file.endswith(".md") and anchor not in anchors(file):
                complain(path, number, f"{file} has no heading '#{anchor}'")


def markdown_files():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"], capture_output=True, text=True
    )
    if listed.returncode == 0:
        return sorted(name for name in listed.stdout.split("\0") if name and os.path.isfile(name))
    found = []
    for folder, folders, names in os.walk("."):
        folders[:] = [name for name in folders if name == ".github" or not name.startswith(".")]
        found += [os.path.normpath(os.path.join(folder, name)) for name in names if name.endswith(".md")]
    return sorted(found)


def commands(block):
    """The commands of a console block, each with the lines it should print."""
    steps, open_command = [], False
    for line in block.lines:
        if line.startswith("$ "):
            steps.append([line[2:], []])
        elif open_command:
            steps[-1][0] += "\n" + line
        elif steps:
            steps[-1][1].append(line)
        open_command = line.endswith("\\") and (line.startswith("$ ") or open_command)
    return steps


def agrees(expected, actual):
    """Whether the lines are equal where `...` stands for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + r"\n" for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in actual)) is not None


def steady(lines):
    """The lines with times, rates and sizes masked, and with columns as wide as they then need to be."""
    return [re.sub(r" {2,}", "  ", VOLATILE.sub("#", line.rstrip())) for line in lines]


def check_run(path, blocks, binary, updates):
    if not os.access(binary, os.X_OK):
        return complain(path, 1, f"there is no program '{binary}'; run 'make build', or name one behind --run")
    if not shutil.which("jq"):
        return complain(path, 1, "jq is needed to run the examples")
    # Short and made anew, as a home nobody has used: its path is shown in some outputs.
    home = tempfile.mkdtemp(prefix="readme-")
    tools = os.path.join(home, "bin")
    os.mkdir(tools)
    os.symlink(os.path.abspath(binary), os.path.join(tools, "es-jina"))
    environment = {
        name: value for name, value in os.environ.items() if not re.match(r"(ELASTICSEARCH|JINA|ES_JINA|XDG)_", name)
    }
    # What a person sees on a terminal, without colours.
    # One batch after the other, because hits of equal score come in the order they were indexed.
    settings = os.path.join(home, ".config", "es-jina")
    os.makedirs(settings)
    with open(os.path.join(settings, "config.json"), "w", encoding="utf-8") as file:
        file.write('{"concurrency": 1}\n')
    environment.update(
        HOME=home, PATH=tools + os.pathsep + environment.get("PATH", ""), ES_JINA_FORMAT="table", LC_ALL="C.UTF-8",
        NO_COLOR="1", COLUMNS="120",
    )  # fmt: skip
    try:
        for block in blocks:
            output = []
            for command, expected in commands(block):
                done = subprocess.run(
                    ["sh", "-c", command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                    stdin=subprocess.DEVNULL, text=True, timeout=300,
                )  # fmt: skip
                actual = done.stdout.replace(home, "/home/you").rstrip("\n").split("\n") if done.stdout else []
                blank = [] if not expected or expected[-1].strip() else [""]
                while expected and not expected[-1].strip():
                    expected = expected[:-1]
                output += [f"$ {command}"] + actual + blank
                if not agrees(steady(expected), steady(actual)):
                    difference = difflib.unified_diff(expected, actual, path, "now", lineterm="", n=1)
                    message = f"'{command}' prints something else\n" + "\n".join(difference)
                    if not updates or "..." in expected:
                        complain(path, block.line, message)
                    else:
                        block.update = output
            if block.update:
                block.update = output
    finally:
        shutil.rmtree(home, ignore_errors=True)


def write_updates(path, blocks):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    for block in reversed(blocks):
        if block.update:
            lines[block.line : block.line + len(block.lines)] = block.update
            print(f"check-readme: {path}:{block.line}: written anew", file=sys.stderr)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


def main(arguments):
    updates = "--update" in arguments
    arguments = [argument for argument in arguments if argument != "--update"]
    if arguments and arguments[0] != "--run" or len(arguments) > 2 or updates and not arguments:
        print("usage: Scripts/check-readme.sh [--run [BINARY] [--update]]", file=sys.stderr)
        sys.exit(64)
    files = markdown_files()
    for path in files:
        blocks, prose = read(path)
        check_links(path, prose)
        if path != "README.md":
            continue
        for block in blocks:
            if block.language == "swift":
                check_snippet(path, block)
        if arguments:
            binary = arguments[1] if len(arguments) == 2 else ".build/release/es-jina"
            check_run(path, [block for block in blocks if block.mark and block.mark[1] == "run"], binary, updates)
            write_updates(path, blocks)
    for problem in problems:
        print("check-readme:", problem, file=sys.stderr)
    if problems:
        sys.exit(1)
    print(f"check-readme: {len(files)} files agree with what they are about", file=sys.stderr)


main(sys.argv[1:])
