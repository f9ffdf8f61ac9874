# shellcheck shell=bash disable=SC2034
# What the scripts of this repository ask of the machine: packages, a JDK, Maven, a cache. Sourced, never run.

# A package of Debian and the command that shows that it is there.
build_packages=(default-jdk-headless=javac maven=mvn)
image_packages=(mmdebstrap=mmdebstrap busybox-static=busybox)
rootless_packages=(uidmap=newuidmap)
test_packages=(git=git gcc=gcc skopeo=skopeo umoci=umoci crun=crun runc=runc strace=strace
    docker-registry=docker-registry docker.io=dockerd podman=podman jq=jq apache2-utils=htpasswd openssl=openssl
    openssh-client=ssh-keygen openssh-server=/usr/sbin/sshd iproute2=ip slirp4netns=slirp4netns passt=pasta
    xz-utils=xz zstd=zstd pigz=pigz shellcheck=shellcheck qemu-user-static=qemu-aarch64-static)
bench_packages=(python3=python3 buildah=buildah runc=runc docker.io=dockerd crun=crun
    openssl=openssl pigz=pigz time=/usr/bin/time)

oldest_jdk=17
# Maven is over before its JVM's optimising compiler pays: without it a build takes half of the processor time.
export MAVEN_OPTS=${MAVEN_OPTS:--XX:TieredStopAtLevel=1 -XX:+UseSerialGC}
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

say() { printf '%s\n' "${0##*/}: $*" >&2; }
die() {
    say "$*"
    exit 3
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# cache_dir: where what testdata makes is kept between runs.
cache_dir() { printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}/jbuild-testdata"; }

# make_once NAME RECIPE COMMAND…: prints the path of the file NAME in the cache. Where it is missing, or was made by another
# RECIPE (any text), COMMAND makes it: it gets the path of a new file as its last argument, which is then renamed into place.
# Callers of the same NAME wait for each other.
make_once() {
    local name=$1 recipe=$2 dir
    shift 2
    dir=$(cache_dir)
    mkdir -p "$dir"
    (
        flock 9
        if [ -e "$dir/$name" ] && [ "$(cat "$dir/$name.recipe" 2>/dev/null)" = "$recipe" ]; then
            exit 0
        fi
        new=$(mktemp "$dir/.$name.XXXXXX")
        trap 'rm -f "$new"' EXIT
        "$@" "$new" >&2 9>&-
        rm -f "$dir/$name.recipe"
        chmod 644 "$new"
        mv "$new" "$dir/$name"
        printf '%s\n' "$recipe" >"$dir/$name.recipe"
    ) 9>"$dir/.$name.lock"
    printf '%s\n' "$dir/$name"
}

# missing_packages PACKAGE=COMMAND...: the packages whose command is not there, one a line.
missing_packages() {
    local entry
    for entry in "$@"; do
        case ${entry#*=} in
            javac) [ -n "$(find_jdk)" ] || printf '%s\n' "${entry%%=*}" ;;
            *) command -v "${entry#*=}" >/dev/null || printf '%s\n' "${entry%%=*}" ;;
        esac
    done
}

# need_packages PACKAGE=COMMAND...: installs what is missing; an ordinary user is told its names instead.
need_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! is_root || ! command -v apt-get >/dev/null; then
        die "missing packages: ${missing[*]}; install them (as root: apt-get install ${missing[*]}) and start again"
    fi
    say "installing with apt: ${missing[*]}"
    apt-get -q update >&2
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-remove --no-install-recommends install "${missing[@]}" >&2
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -eq 0 ] || die "still missing after the installation: ${missing[*]}"
}

# jdk_version DIR: the feature number (17, 25 ...) of the JDK in DIR; nothing when there is none.
jdk_version() {
    [ -x "$1/bin/javac" ] || return 0
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/java" -version 2>&1 | sed -n '1s/.*"\([0-9]*\).*/\1/p'
    fi
}

# jdks: every JDK that is new enough, as lines "VERSION DIR", the oldest first.
jdks() {
    local dir version
    {
        printf '%s\n' "${JAVA_HOME:-}" /usr/lib/jvm/*
        dirname "$(dirname "$(readlink -f "$(command -v javac || true)")")"
    } | while read -r dir; do
        dir=$(readlink -f "${dir:-/nowhere}") || continue
        version=$(jdk_version "$dir")
        [ "${version:-0}" -lt "$oldest_jdk" ] || printf '%s %s\n' "$version" "$dir"
    done | sort -u -k1,1n -k2
}

# find_jdk: the directory of the JDK that builds: the oldest that is new enough.
find_jdk() { jdks | sed -n '1s/^[0-9]* //p'; }

# newest_jdk: the directory of the newest JDK; the same as find_jdk where there is only one.
newest_jdk() { jdks | sed -n '$s/^[0-9]* //p'; }

# maven ARG...: Maven without asking the network, and once more with it where something had not been fetched yet.
maven() {
    local log status=0
    log=$(mktemp)
    mvn -B -ntp -o "$@" 2>&1 | tee "$log" || status=$?
    if [ "$status" -ne 0 ] && lacks_something "$log"; then
        status=0
        mvn -B -ntp "$@" || status=$?
    fi
    rm -f "$log"
    return "$status"
}

# maven_quietly ARG...: the same, but only the output of a run that failed is shown.
maven_quietly() {
    local log status=0
    log=$(mktemp)
    mvn -B -ntp -q -o "$@" >"$log" 2>&1 || status=$?
    if [ "$status" -ne 0 ] && lacks_something "$log"; then
        status=0
        mvn -B -ntp -q "$@" >"$log" 2>&1 || status=$?
    fi
    [ "$status" -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

# lacks_something LOG: Maven ended because it would have needed the network.
lacks_something() {
    grep -q 'in offline mode' "$1" || return 1
    say "fetching what Maven has not got yet"
}
