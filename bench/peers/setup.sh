# Sourced by bench/run: brings the peers that are not here, and says where they are. What can't be had is named; its values stay empty.

. "$root/scripts/vips.sh"

export PEERS_SCRIPTS=$root/bench/peers

# The packages come for the distribution's own interpreter; another one may stand before it on the PATH.
PEERS_PYTHON=/usr/bin/python3
[[ -x $PEERS_PYTHON ]] || PEERS_PYTHON=python3
export PEERS_PYTHON
export NODE_PATH=$root/artifacts/peers/node_modules
export PYTHONDONTWRITEBYTECODE=1   # the scripts lie in the sources

peers_missing() {
    "$PEERS_PYTHON" -c '' 2> /dev/null || echo python3
    "$PEERS_PYTHON" -c 'import joblib.externals.loky' 2> /dev/null || echo python3-joblib
    "$PEERS_PYTHON" -c 'import uvloop' 2> /dev/null || echo python3-uvloop
    "$PEERS_PYTHON" -c 'import PIL' 2> /dev/null || echo python3-pil
    command -v vips > /dev/null || echo libvips-tools
    has_vips || echo libvips42
    [[ -d /usr/share/backgrounds/mate ]] || echo mate-backgrounds
    [[ -d /usr/share/wallpapers ]] || echo plasma-workspace-wallpapers
    command -v node > /dev/null || echo nodejs
    command -v npm > /dev/null || echo npm
}

install_packages() {
    local sudo=()
    [[ $(id -u) == 0 ]] || sudo=(sudo -n)
    command -v apt-get > /dev/null && "${sudo[@]}" true 2> /dev/null \
        && "${sudo[@]}" apt-get update -q && "${sudo[@]}" apt-get install -q -y --no-install-recommends "$@"
}

mapfile -t missing < <(peers_missing)
if ((${#missing[@]})); then
    echo "Installing the peers: ${missing[*]}" >&2
    install_packages "${missing[@]}" 1>&2 < /dev/null \
        || echo "These packages bring the missing peers, install them for whole rows: ${missing[*]}" >&2
fi

if [[ ! -d $NODE_PATH/workerpool ]] && command -v npm > /dev/null; then
    echo 'Installing the peer workerpool from npm' >&2
    npm install --prefix "$root/artifacts/peers" --no-save --no-package-lock --no-audit --no-fund --silent workerpool@10.0.3 1>&2 < /dev/null \
        || echo 'The npm package workerpool 10.0.3 could not be installed: its values stay empty.' >&2
fi
