namespace Trama.Jobs.Photos.Vips;

/// <summary>How libvips is installed here.</summary>
internal static class VipsInstall
{
    /// <summary>The command of the package manager that this machine has.</summary>
    public static string Line()
        => OperatingSystem.IsMacOS() ? "brew install vips"
            : OperatingSystem.IsWindows() ? "https://www.libvips.org/install.html"
            : Has("apt-get") ? "sudo apt-get install libvips42"
            : Has("dnf") ? "sudo dnf install vips"
            : Has("apk") ? "apk add vips"
            : Has("pacman") ? "sudo pacman -S libvips"
            : "https://www.libvips.org/install.html";

    private static bool Has(string command)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/bin").Any(folder => File.Exists(Path.Combine(folder, command)));
}
