import java.util.stream.Collectors;
import java.util.stream.Stream;

public class Report {
    public static void main(String[] args) {
        System.out.println(Stream.of("a", "b", "c").map(String::toUpperCase).collect(Collectors.joining("-")));
    }
}
