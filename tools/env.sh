# Sourced by the launchers: where tools/setup puts things. Usage: . tools/env.sh
export UV_SYSTEM_CERTS=1
eval "$("${BASH_SOURCE[0]%/*}/setup" --env)"
