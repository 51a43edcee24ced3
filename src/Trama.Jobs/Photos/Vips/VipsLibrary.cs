using System.Reflection;
using System.Runtime.InteropServices;

namespace Trama.Jobs.Photos.Vips;

/// <summary>libvips in this process: found, begun once, and set up for many photos one after another.</summary>
internal static class VipsLibrary
{
    // The first that can block its loaders (8.13): what may be decoded is decided here, and not by how it was built.
    private static readonly Version Oldest = new(8, 13);

    // What a photo may be. The headers are looked at before (Headers/); this holds even if they were fooled.
    private static readonly string[] Loaders =
        ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadTiff", "VipsForeignLoadNsgif"];

    private static readonly Lazy<string?> Missing = new(Find);

    private static readonly Lazy<string?> Trouble = new(Begin);

    /// <summary>Makes sure that libvips is there, without beginning it: for a process that leaves photos to its workers.</summary>
    /// <exception cref="JobException">TRM0795: it is missing, or too old.</exception>
    public static void Check()
    {
        if (Missing.Value is { } why) throw JobErrors.VipsMissing(why, VipsInstall.Line());
    }

    /// <summary>Makes sure that libvips can be called.</summary>
    /// <exception cref="JobException">TRM0795: it is missing, or too old.</exception>
    public static void Need()
    {
        Check();
        if (Trouble.Value is { } why) throw JobErrors.VipsMissing(why, VipsInstall.Line());
    }

    /// <summary>Begins it, so that the first photo does not wait for that. Whatever is wrong, the first photo tells.</summary>
    public static void Prepare() => _ = Missing.Value ?? Trouble.Value;

    private static string? Find()
    {
        NativeLibrary.SetDllImportResolver(typeof(VipsLibrary).Assembly, Resolve);
        try
        {
            var found = new Version(VipsNative.Version(0), VipsNative.Version(1), VipsNative.Version(2));
            return found < Oldest ? $"libvips {found} < {Oldest}" : null;
        }
        catch (DllNotFoundException)
        {
            return "not-installed";
        }
    }

    private static string? Begin()
    {
        // Its modules (for formats that are not read here) bring libraries along and make their symbols known to all that is loaded later:
        // SQLite's, for one, which the journal then would call instead of its own, and crash. Where there are none, none are loaded.
        _ = VipsNative.SetEnvironment("VIPSHOME", AppContext.BaseDirectory, 1);
        if (VipsNative.Init("trama") != 0) return VipsException.Take();
        SetUp();
        return null;
    }

    private static void SetUp()
    {
        // One thread a photo: there is a worker for each core already.
        VipsNative.SetConcurrency(1);
        // No photo is filtered twice in the same way: what the cache kept would only be memory.
        VipsNative.SetCacheMax(0);
        VipsNative.Block("VipsForeignLoad", 1);
        foreach (var loader in Loaders) VipsNative.Block(loader, 0);
        Silence();
    }

    // Warnings (an odd unit in EXIF) would go to standard error, which is the command's. The handler has to be native code, as libvips's
    // threads call it: g_direct_hash looks at nothing and returns.
    private static void Silence()
    {
        const int Warning = 1 << 4, Message = 1 << 5, Info = 1 << 6;
        var glib = Resolve(VipsNative.GLib, typeof(VipsLibrary).Assembly, null);
        var doNothing = NativeLibrary.GetExport(glib, "g_direct_hash");
        foreach (var domain in (string[])["VIPS", "GLib-GObject"])
            _ = VipsNative.SetLogHandler(domain, Warning | Message | Info, doNothing, 0);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var file in FilesOf(name))
        {
            if (NativeLibrary.TryLoad(file, out var library)) return library;
        }
        return 0;
    }

    // With the number of the interface: the names without one come with the packages for developers only.
    private static string[] FilesOf(string name) => name switch
    {
        VipsNative.Vips => ["libvips.so.42", "libvips.42.dylib", "libvips-42.dll"],
        VipsNative.GObject or VipsNative.GLib => [$"lib{name}.so.0", $"lib{name}.0.dylib", $"lib{name}-0.dll"],
        _ => [],
    };
}
