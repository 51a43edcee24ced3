using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Commands.Photos;

/// <summary>`trama photos` that is interrupted, killed, out of room, without libvips, and given photos that are none, or not whole.</summary>
public sealed partial class PhotosFaultTests : IDisposable
{
    private const int Interrupt = 2;

    private readonly Tree _tree = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _tree.Dispose();

    // On a busy machine a run takes longer; fifty of them have to end within a test's minute all the same.
    private const int LatestKill = 600;

    [Fact]
    public async Task Run_killed_at_fifty_moments_and_resumed_makes_what_an_undisturbed_one_makes()
    {
        await SamplesAsync(24);
        var took = Stopwatch.StartNew();
        await _tree.OutputAsync("\"$T\" photos in -o undisturbed --thumbnail 200 --blur 1 -q");
        var longest = Math.Min((int)took.ElapsedMilliseconds, LatestKill);
        var random = new Random(50);
        for (var round = 0; round < 50; round++)
        {
            // From before the first line of the program to beyond its last photo; begun anew now and then, so that there is always something to do.
            using var process = Start(["photos", "in", "-o", "out", "--thumbnail", "200", "--blur", "1", .. round % 8 == 0 ? ["--fresh"] : Array.Empty<string>()]);
            await Task.Delay(random.Next(20, longest + 100), Token);
            process.Kill();
            await process.WaitForExitAsync(Token);
        }
        await _tree.OutputAsync("\"$T\" photos in -o out --thumbnail 200 --blur 1 -q");
        Assert.Equal(await SumsAsync("undisturbed"), await SumsAsync("out"));
        Assert.Equal("", await _tree.OutputAsync("find out -name '*.part'"));
        Assert.Equal("photos.journal\n", await _tree.OutputAsync("ls out/.trama"));
    }

    [Fact]
    public async Task Interrupted_run_says_how_to_go_on_and_the_same_command_does()
    {
        await SamplesAsync(30);
        using var process = Start("photos", "in", "-o", "out", "--blur", "1", "--resize", "200%", "--json", "lines");
        await WaitForAsync(() => Directory.Exists(Out) && Directory.EnumerateFiles(Out, "sample*").Count() > 2, process);
        Assert.Equal(0, Kill(process.Id, Interrupt));
        using var errors = process.StandardError;
        var error = await errors.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 130, error);
        Assert.Contains("ive the same command again to go on.", error, StringComparison.Ordinal);
        Assert.Equal("", await _tree.OutputAsync("find out -name '*.part'"));
        Assert.InRange(Directory.EnumerateFiles(Out, "sample*").Count(), 3, 29);

        await _tree.OutputAsync("\"$T\" photos in -o out --blur 1 --resize 200% -q && \"$T\" photos in -o undisturbed --blur 1 --resize 200% -q");
        Assert.Equal(await SumsAsync("undisturbed"), await SumsAsync("out"));
    }

    // Faults 2 and 21: the decoder itself dies, of one photo in eight.
    [Fact]
    public async Task Crash_of_a_decoder_costs_its_photo_and_names_it()
    {
        await SamplesAsync(8);
        await _tree.OutputAsync("""
            cat > crash.c << 'END'
            #include <dlfcn.h>
            /* libjpeg's decoder is given up on as soon as a photo of this width begins; the width's place in the structure is that of jpeglib.h. */
            int jpeg_start_decompress(char *decoder)
            {
                if (*(unsigned *)(decoder + 48) == 1440) *(volatile int *)0 = 1;
                /* Loaded for libvips alone, it is not among those that come next. */
                void *library = dlopen("libjpeg.so.62", RTLD_LAZY | RTLD_NOLOAD);
                if (!library) library = dlopen("libjpeg.so.8", RTLD_LAZY | RTLD_NOLOAD);
                return ((int (*)(char *))dlsym(library, "jpeg_start_decompress"))(decoder);
            }
            END
            gcc -shared -fPIC -o crash.so crash.c -ldl
            """);
        var run = await _tree.ShellAsync("LD_PRELOAD=$PWD/crash.so \"$T\" photos in -o out --gray --json lines");
        Assert.Equal(1, run.ExitCode);
        var failed = (await ItemsAsync("lines")).Where(item => item.GetProperty("status").GetString() == "failed").ToList();
        Assert.Equal(["in/sample-00003.jpg", "in/sample-00007.jpg"], failed.Select(item => item.GetProperty("key").GetString()).Order());
        Assert.All(failed, item => Assert.Equal("TRM0771", item.GetProperty("error").GetProperty("id").GetString()));
        Assert.Contains("SIGSEGV", run.Error, StringComparison.Ordinal);
        Assert.Equal(6, Directory.EnumerateFiles(Out, "sample*").Count());
        Assert.Empty(Directory.EnumerateFiles(Out, ".trama-*"));
    }

    // Fault 21.
    [Fact]
    public async Task Photo_that_is_cut_anywhere_fails_by_name_and_leaves_nothing()
    {
        await SamplesAsync(1);
        await _tree.OutputAsync("""
            for format in jpeg png webp; do "$T" photos in -o $format --thumbnail 400 --format $format -q; done
            mkdir cut; for file in jpeg/*.jpg png/*.png webp/*.webp; do
                size=$(stat -c %s $file); for percent in 1 2 $(seq 5 5 95) 98 99; do head -c $((size * percent / 100)) $file > cut/$percent.${file##*.}; done
            done
            """);
        var run = await _tree.ShellAsync("\"$T\" photos cut -o out --gray --format png --json lines");
        Assert.Equal(1, run.ExitCode);
        var items = await ItemsAsync("lines");
        Assert.Equal(69, items.Count);
        Assert.All(items, item => Assert.Equal("failed", item.GetProperty("status").GetString()));
        // Where the decoder reads on, it says where it was; one that has the whole file at once does not know.
        Assert.All(items.Where(item => Id(item) == "TRM0794" && !Key(item).EndsWith("webp", StringComparison.Ordinal)),
            item => Assert.Equal(JsonValueKind.Number, item.GetProperty("error").GetProperty("details").GetProperty("offset").ValueKind));
        Assert.All(items, item => Assert.True(Id(item) is "TRM0790" or "TRM0793" or "TRM0794" or "TRM0724", Id(item)));
        Assert.Equal("", await _tree.OutputAsync("find out -type f -not -path '*/.trama/*'"));
    }

    [Fact]
    public async Task Photo_with_a_flipped_bit_where_the_format_would_notice_fails()
    {
        await SamplesAsync(1);
        await _tree.OutputAsync("""
            "$T" photos in -o png --thumbnail 400 --format png -q && mkdir flip && size=$(stat -c %s png/*.png)
            for i in 1 2 3 4 5 6 7 8; do cp png/*.png flip/$i.png; printf '\125' | dd of=flip/$i.png bs=1 seek=$((size * i / 9)) conv=notrunc status=none; done
            """);
        var run = await _tree.ShellAsync("\"$T\" photos flip -o out --gray --json lines");
        Assert.Equal(1, run.ExitCode);
        Assert.All(await ItemsAsync("lines"), item => Assert.Equal("TRM0794", Id(item)));
    }

    // Faults 22 and 23: none of them gets as far as a decoder.
    [Fact]
    public async Task Bombs_and_what_lies_about_its_kind_are_refused_from_the_header()
    {
        await _tree.OutputAsync("""
            mkdir in && cd in
            png() { printf '\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR'; printf "$1"; printf '\x08\x02\0\0\0\0\0\0\0\0\0\0\0IDAT\0\0\0\0'; }
            png '\0\0\0\x01\x1d\xcd\x65\x00' > long.png; png '\x00\x0c\x03\xca\x00\x0c\x03\xca' > huge.png
            { printf 'GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff'; for i in $(seq 10000); do printf '\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x4c\x01\0'; done; printf '\x3b'; } > many.gif
            echo '<svg xmlns="http://www.w3.org/2000/svg"/>' > drawing.jpg; echo '%PDF-1.7' > page.png; echo 'push graphic-context' > script.webp; : > empty.jpg
            """);
        var run = await _tree.ShellAsync("\"$T\" photos in -o out --gray --json lines");
        Assert.Equal(1, run.ExitCode);
        var ids = (await ItemsAsync("lines")).ToDictionary(item => Path.GetFileName(Key(item)), Id);
        Assert.Equal(("TRM0791", "TRM0791", "TRM0792"), (ids["long.png"], ids["huge.png"], ids["many.gif"]));
        Assert.All(["drawing.jpg", "page.png", "script.webp", "empty.jpg"], name => Assert.Equal("TRM0790", ids[name]));
    }

    [Fact]
    public async Task Without_libvips_it_says_how_to_install_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Hiding a library takes root.");
        await SamplesAsync(20);
        var run = await _tree.ShellAsync("""
            unshare -m sh -c 'for file in $(ldconfig -p | sed -n "s/.*libvips\.so\.42.* => //p"); do mount --bind /dev/null $(readlink -f $file) || exit 99; done
                "$T" photos in -o out --gray; a=$?; "$T" compare photos; echo $a $?'
            """);
        Assert.Equal("7 7\n", run.Output);
        // Once for each of the two commands, and not for every photo.
        Assert.Equal(2, run.Error.Split('\n').Count(line => line.Contains("TRM0795", StringComparison.Ordinal)));
        Assert.Contains("install", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    // Fault 17.
    [Fact]
    public async Task Full_disk_stops_the_run_and_with_room_the_same_command_goes_on()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting a small file system takes root.");
        await SamplesAsync(8);
        var run = await _tree.ShellAsync("""
            mkdir out && unshare -m sh -c 'mount -t tmpfs -o size=1500k tmpfs out || exit 99
                "$T" photos in -o out --blur 1; echo $?; find out -name "*.part" | wc -l
                mount -o remount,size=100m out; "$T" photos in -o out --blur 1 -q; echo $?; ls out | wc -l'
            """);
        Assert.Equal("74\n0\n0\n8\n", run.Output);
        Assert.Contains("TRM0780", run.Error, StringComparison.Ordinal);
    }

    private string Out => Path.Combine(_tree.Root, "out");

    private Task<string> SamplesAsync(int count)
        => _tree.OutputAsync($"\"$T\" photos --samples {count} in -q && touch -d '1 hour ago' in/*.jpg");

    private Task<string> SumsAsync(string folder)
        => _tree.OutputAsync($"cd {folder} && find . -path './.trama' -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum");

    private async Task<List<JsonElement>> ItemsAsync(string file)
        => [.. (await File.ReadAllLinesAsync(Path.Combine(_tree.Root, file), Token))
            .Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("type").GetString() == "photos.item")];

    private static string Id(JsonElement item) => item.GetProperty("error").GetProperty("id").GetString()!;

    private static string Key(JsonElement item) => item.GetProperty("key").GetString()!;

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(TramaProgram.Path, arguments)
        {
            WorkingDirectory = _tree.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in TramaProgram.Environment()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task WaitForAsync(Func<bool> condition, Process process)
    {
        while (!condition() && !process.HasExited) await Task.Delay(2, Token);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
