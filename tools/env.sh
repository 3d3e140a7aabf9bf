# Sourced by the launchers: where tools/setup puts things. Usage: . tools/env.sh
export UV_SYSTEM_CERTS=1
# On a busy machine to compile one file takes longer than the minute that uv waits.
export UV_COMPILE_BYTECODE_TIMEOUT=600
eval "$("${BASH_SOURCE[0]%/*}/setup" --env)"
