#!/bin/sh
# Runs tools/set_up.py with the environment's Python, or with the first one that is new enough.
cd "$(dirname "$0")/.." || exit 1
for one in .venv/bin/python "$PYTHON" python3.11 python3.12 python3.13 python3; do
    [ -n "$one" ] || continue
    if "$one" -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' 2>/dev/null; then
        exec "$one" tools/set_up.py "$@"
    fi
done
echo "Agora needs Python 3.11 or newer, and none was found. On Debian or Ubuntu:" >&2
echo "    sudo apt install python3.11 python3.11-venv" >&2
echo "If it lies elsewhere, name it: make run PYTHON=/path/to/python3.11" >&2
exit 1
