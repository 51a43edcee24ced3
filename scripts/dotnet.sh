# Finds .NET for the scripts of this repository, which source this file.
# A built program's host looks for .NET in fixed places and in DOTNET_ROOT, never on the PATH; a command `dotnet` is looked for
# on the PATH alone. Wherever .NET is named in one of the two ways only, this names it in the other as well.
find_dotnet() {
    if [[ -n ${DOTNET_ROOT:-} && -x $DOTNET_ROOT/dotnet ]]; then
        export DOTNET_ROOT PATH=$DOTNET_ROOT:$PATH
        return
    fi

    local command folder
    command=$(command -v dotnet) || return
    folder=$(readlink -f -- "$command")
    folder=${folder%/*}
    # A wrapper (a snap, a version manager) has no .NET beside it, and knows itself where it is.
    if [[ -d $folder/host/fxr ]]; then export DOTNET_ROOT=$folder; fi
}
