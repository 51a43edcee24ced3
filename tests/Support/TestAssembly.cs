// Compiled into every test program: each is guarded the same way.
[assembly: TestFramework(typeof(Trama.Tests.Support.GuardedTestFramework))]
