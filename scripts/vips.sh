# Sees to libvips, which `trama photos` filters with, for the scripts of this repository, which source this file.
has_vips() { PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2> /dev/null | grep -q 'libvips\.so\.42'; }

# Installs it where apt-get is there and this user may; whether that worked is for the caller to see.
install_vips() {
    local sudo=()
    [[ $(id -u) == 0 ]] || sudo=(sudo -n)
    command -v apt-get > /dev/null && "${sudo[@]}" true 2> /dev/null || return
    echo 'Installing libvips (once)…' >&2
    "${sudo[@]}" apt-get update -q && "${sudo[@]}" apt-get install -q -y --no-install-recommends libvips42
}
